print("lamdeck")
