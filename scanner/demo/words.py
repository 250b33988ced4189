"""Word lists of the fictional company's world. Hosts end in `.example`; companies and people are invented."""

from __future__ import annotations

GIVEN_WEST = (
    "Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Henry", "Ida", "Jonas", "Katrin", "Lukas", "Maria",
    "Nora", "Oscar", "Paula", "Quentin", "Rosa", "Stefan", "Tilda", "Ursula", "Viktor", "Wanda", "Xaver", "Yvonne",
    "Zoe", "Adam", "Beth", "Carl", "Diana", "Eric", "Fiona", "George", "Hannah", "Ivan", "Julia",
)  # fmt: skip
FAMILY_WEST = (
    "Albrecht", "Becker", "Carter", "Dietrich", "Evans", "Fischer", "Graham", "Hoffmann", "Irving", "Jansen", "Keller",
    "Lindner", "Miller", "Neumann", "Olsen", "Parker", "Quinn", "Richter", "Schubert", "Turner", "Ullmann", "Vogel",
    "Wagner", "Young", "Ziegler", "Baker", "Collins", "Draper", "Foster", "Hughes",
)  # fmt: skip
FAMILY_CN = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"), ("赵", "zhao"),
    ("黄", "huang"), ("周", "zhou"), ("吴", "wu"), ("徐", "xu"), ("孙", "sun"), ("胡", "hu"), ("朱", "zhu"),
)  # fmt: skip
GIVEN_CN = (
    ("小明", "xiaoming"), ("丽娜", "lina"), ("建国", "jianguo"), ("秀英", "xiuying"), ("伟", "wei"), ("芳", "fang"),
    ("志强", "zhiqiang"), ("晓燕", "xiaoyan"), ("海涛", "haitao"), ("雪梅", "xuemei"), ("俊杰", "junjie"),
    ("婷婷", "tingting"), ("宇航", "yuhang"), ("思思", "sisi"), ("国华", "guohua"), ("玉兰", "yulan"),
)  # fmt: skip

CITIES: dict[str, tuple[tuple[str, float, float], ...]] = {
    "DE": (("Berlin", 52.520008, 13.404954), ("Hamburg", 53.551086, 9.993682), ("München", 48.137154, 11.576124)),
    "CN": (("上海", 31.230391, 121.473701), ("北京", 39.904202, 116.407394), ("合肥", 31.820587, 117.227219)),
    "US": (
        ("San Francisco", 37.774929, -122.419416),
        ("Seattle", 47.606209, -122.332069),
        ("Austin", 30.267153, -97.743057),
    ),
    "GB": (("London", 51.507351, -0.127758), ("Leeds", 53.800755, -1.549077)),
    "FR": (("Lyon", 45.764043, 4.835659), ("Nantes", 47.218371, -1.553621)),
    "IN": (("Pune", 18.520430, 73.856744), ("Kochi", 9.931233, 76.267303)),
}
STREETS = {
    "DE": ("Lindenallee", "Gartenstraße", "Mühlenweg", "Am Alten Hafen", "Bergstraße"),
    "CN": ("长江路", "人民大道", "中山北路", "科学大道"),
    "US": ("Maple Avenue", "Cedar Street", "Harbor Drive", "Mission Road"),
    "GB": ("Mill Lane", "Station Road", "Orchard Close"),
    "FR": ("rue des Lilas", "avenue du Port", "chemin Vert"),
    "IN": ("Lake Road", "Temple Street", "Park Lane"),
}
GIVEN_IN = ("Aarav", "Diya", "Ishaan", "Kavya", "Meera", "Nikhil", "Priya", "Rohan", "Sanjay", "Tara")
FAMILY_IN = ("Iyer", "Joshi", "Kulkarni", "Menon", "Nair", "Patil", "Rao", "Sharma")
MAIL_HOSTS = ("mail.example", "post.example", "inbox.example", "letters.example")

FIRMWARES = ("0.1.3.05", "0.1.3.18", "1.0.2.07", "1.3.8", "2.1.6", "3.2.1.14", "3.2.1.22", "3.4.0.9")
USER_AGENTS = (
    "PacefitApp/3.2.1 (Android 8.0; Phone A)",
    "PacefitApp/3.2.1 (iOS 12.0; Phone B)",
    "PacefitApp/2.9.7 (Android 7.1; Phone C)",
)
TICKETS = (
    ("Band does not sync", "My band stopped syncing since the last update. Please call me back in the evening."),
    ("Sleep looks wrong", "It says I slept 3 hours, but I went to bed at 22:30 and got up at 07:00."),
    ("Strap broken", "The strap broke after two months. Do I need the receipt to get a new one?"),
    ("睡眠数据不准确", "昨晚的睡眠记录不准确，请帮我检查一下。谢谢！"),
    ("无法绑定手环", "更新固件以后手环无法绑定，已经重启三次。"),
    ("GPS verliert Signal", "Beim Laufen verliert die Uhr nach zehn Minuten das Signal. Firmware 3.2.1.14."),
    ("Wrong colour delivered", "I ordered the black strap and got the orange one."),
)
REVIEWS = (
    "Battery lasts three weeks, very happy.",
    "Gutes Band, aber die App ist langsam.",
    "颜色很漂亮，佩戴舒适。",
    "Steps are counted while driving. Two stars.",
    "Gift for my father, he wears it every day.",
)
CONTACT_LABELS = ("Mama", "Papa", "Chef", "Dr. Sommer", "爸爸", "妈妈", "老板", "Pizza", "Office", "Taxi", "Grandma")
LANGUAGES = {"DE": "de-DE", "CN": "zh-CN", "US": "en-US", "GB": "en-GB", "FR": "fr-FR", "IN": "en-IN"}
PHONE_MODELS = ("Phone A", "Phone B", "Phone C2", "Phone D Lite", "Phone E 5X")
BLOOD_TYPES = ("A+", "O+", "B+", "AB+", "A-", "O-", "B-", "AB-")
DIAGNOSES = ("E11.9", "I10", "J45.0", "M54.5", "F32.1", "E66.0", "G47.3", "I48.0", "K21.9", "E03.9")
FAITHS = ("Catholic", "Protestant", "Muslim", "Buddhist", "Hindu", "Jewish", "none", "Orthodox")
SCHOOLS = ("Lindenschule", "Hill Primary School", "第三小学", "École du Parc", "Riverside Middle School")
NETWORKS = ("Lindenallee 12", "FRITZ-7412", "home-5G", "ChinaNet-x7Gk", "TP-LINK_A2F0", "Caffe Nero WiFi", "我家的网")
PASSWORDS = ("sommer2016", "Passw0rd!", "qwerty123", "ilovemydog", "5tgb6yhn", "wode2018", "Berlin#77", "runner42k")
APPS = (
    "example.chat.messenger", "example.bank.mobile", "example.dating.nearby", "example.pray.times", "example.maps.go",
    "example.music.play", "example.period.diary", "example.news.daily", "example.vpn.fast", "example.game.blocks",
)  # fmt: skip
MESSAGES = (
    "Bin in 10 Minuten da, wartest du?", "Your parcel is at the neighbour's.", "明天晚上一起吃饭吗？",
    "Happy birthday!!",
    "Dr. Sommer: Ihr Termin ist am 14. um 9:30 Uhr.", "Your code is 482913. Do not share it.", "Call me when you can.",
    "Mama, ich habe den Bus verpasst.",
)  # fmt: skip
SCREENS = ("home", "sleep", "run", "settings", "friends", "shop", "heart")
