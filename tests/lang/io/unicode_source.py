# -*- coding: utf-8 -*-
naïve = "ключ"
ñ = {naïve: 1}
print(naïve, ñ, "日本" "語", len("🐍"))


class Ünïcode:
    größe = 5


print(Ünïcode.größe, Ünïcode)
