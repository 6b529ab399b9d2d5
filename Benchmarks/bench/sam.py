"""SAM CLI on the same base images, and what it leaves behind."""
import os

from bench import containers, sample


def environment(project):
    """Its own folder, no word to anyone, and keys that open nothing: without any it looks for some in each call."""
    return {
        "SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": f"{project.folder}/sam", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def keyless(project):
    """Without any key. For a single call SAM asks AWS whose keys it has before it begins, which takes as long as the
    network does; its server looks for some in each call."""
    names = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE", "DEFAULT_PROFILE")
    return {
        **environment(project), "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true", **{f"AWS_{name}": None for name in names}}


def images():
    """The images that SAM built on top of the base images."""
    names = " ".join(
        containers.docker("images", "--format", "{{.Repository}}:{{.Tag}}", language.image.rpartition(":")[0])
        for language in sample.LANGUAGES)
    return {name for name in names.split() if ":rapid-" in name}


def all_containers():
    """All containers of these images; SAM loses sight of one now and then when code is saved in haste."""
    return {
        id for image in images()
        for id in containers.docker("ps", "--all", "--quiet", "--filter", f"ancestor={image}").split()
    }


class Leftovers:
    """What was not there before goes again."""

    def __init__(self):
        self.images, self.containers = images(), all_containers()

    def remove(self):
        for id in all_containers() - self.containers:
            containers.docker("rm", "--force", id)
        for image in images() - self.images:
            containers.docker("rmi", image)
