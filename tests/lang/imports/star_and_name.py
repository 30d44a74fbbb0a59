from string import *
print(digits, ascii_lowercase[:3], "Template" in globals())
if __name__ == "__main__":
    print("main")
import string
print(string.__name__, __name__, __file__.endswith("star_and_name.py"))
