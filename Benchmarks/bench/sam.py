"""SAM CLI on the same base images, and what it leaves behind."""
import os

from bench import containers, sample


def environment(project):
    """A separate folder, no telemetry, and invalid credentials: without any SAM searches for some in each call."""
    return {
        "SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": f"{project.folder}/sam", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def keyless(project):
    """Without credentials. With them, `sam local invoke` first asks AWS whose they are, which takes a network request;
    SAM's server searches for some in each call."""
    names = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "DEFAULT_PROFILE")
    return {
        **environment(project), "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true", **{f"AWS_{name}": None for name in names}}


def images():
    """The images that SAM built from the base images."""
    names = " ".join(
        containers.docker("images", "--format", "{{.Repository}}:{{.Tag}}", language.image.rpartition(":")[0])
        for language in sample.LANGUAGES)
    return {name for name in names.split() if ":rapid-" in name}


def all_containers():
    """All containers of these images; SAM sometimes forgets one when code is saved in quick succession."""
    return {
        id for image in images()
        for id in containers.docker("ps", "--all", "--quiet", "--filter", f"ancestor={image}").split()
    }


class Leftovers:
    """Removes everything that did not exist before."""

    def __init__(self):
        self.images, self.containers = images(), all_containers()

    def remove(self):
        for id in all_containers() - self.containers:
            containers.docker("rm", "--force", id)
        for image in images() - self.images:
            containers.docker("rmi", image)
