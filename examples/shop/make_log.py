#!/usr/bin/env python3
"""Writes leads.csv and events.ndjson, always the same: python3 examples/shop/make_log.py

Not needed to run the example; the two files are committed."""
import csv
import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).parent
END = datetime(2026, 10, 31, 18, 0, tzinfo=timezone.utc)

# lead, contact, e-mail, country, trade, rooms, how busy (0 to 9), days since the last event
LEADS = [
    ("Kafejnīca Saule", "Līga Ozoliņa", "liga@saule.example", "LV", "Café", "", 9, 1),
    ("Viesnīca Jūra", "Andris Bērziņš", "andris@jura.example", "LV", "Hotel", 64, 9, 2),
    ("Hotel Tuul", "Kadri Mägi", "kadri@tuul.example", "EE", "Hotel", 120, 9, 4),
    ("Kavinė Žvaigždė", "Jonas Šimkus", "jonas@zvaigzde.example", "LT", "Café", "", 6, 3),
    ("ร้านกาแฟริมน้ำ", "สมชาย ใจดี", "somchai@rimnam.example", "TH", "Café", "", 7, 5),
    ("โรงแรมดอกบัว", "มาลี ศรีสุข", "malee@dokbua.example", "TH", "Hotel", 85, 8, 1),
    ("Đèn Lồng Đỏ", "Nguyễn Thị Hoa", "hoa@denlong.example", "VN", "Restaurant", "", 8, 6),
    ("Khách sạn Sông Xanh", "Trần Văn Minh", "minh@songxanh.example", "VN", "Hotel", 40, 5, 12),
    ("月光咖啡馆", "李明", "liming@yueguang.example", "CN", "Café", "", 6, 20),
    ("山水酒店", "王芳", "wangfang@shanshui.example", "CN", "Hotel", 210, 9, 8),
    ("星空カフェ", "佐藤 花子", "hanako@hoshizora.example", "JP", "Café", "", 3, 33),
    ("Кафе Маяк", "Олена Коваль", "olena@mayak.example", "UA", "Café", "", 5, 9),
    ("Ξενοδοχείο Αύρα", "Νίκος Παππάς", "nikos@avra.example", "GR", "Hotel", 33, 4, 15),
    ("Nordlys Butikk", "Ingrid Haugen", "ingrid@nordlys.example", "NO", "Shop", "", 5, 2),
    ("Lampebutikken Ørsted", "Søren Dahl", "soren@orsted-lamper.example", "DK", "Shop", "", 2, 41),
    ("Brasserie du Canal", "Chloé Lefèvre", "chloe@canal.example", "FR", "Restaurant", "", 6, 7),
    ("Pension Alpenblick", "Jürgen Groß", "juergen@alpenblick.example", "AT", "Hotel", 18, 4, 28),
    ("Café Canção", "João Conceição", "joao@cancao.example", "PT", "Café", "", 1, 70),
    ("Trattoria Perché No", "Zoë D'Angelo", "zoe@perche.example", "IT", "Restaurant", "", 3, 11),
    ("Żółty Dom", "Łukasz Wójcik", "lukasz@gmail.com", "PL", "Shop", "", 6, 4),
    ("Hotel Výhled", "Tereza Němcová", "tereza@vyhled.example", "CZ", "Hotel", 52, 2, 62),
    ("Kuća Svjetla", "Ana Đurić", "ana@yahoo.com", "HR", "Shop", "", 2, 18),
    ("Çınar Otel", "Ayşe Yılmaz", "ayse@cinar.example", "TR", "Hotel", 75, 6, 3),
    ("مقهى الورد", "ليلى حسن", "layla@alward.example", "JO", "Café", "", 3, 25),
    ("בית קפה לבנה", "נועה לוי", "noa@levana.example", "IL", "Café", "", 2, 37),
    ("चाँदनी कैफ़े", "आशा शर्मा", "asha@chandni.example", "IN", "Café", "", 5, 10),
    ("달빛호텔", "김민준", "minjun@dalbit.example", "KR", "Hotel", 140, 7, 5),
    ("O'Malley & Daughters", "Aoife O'Malley", "aoife@outlook.com", "IE", "Restaurant", "", 4, 14),
    ("Little Lantern Ltd", "Grace Osei", "grace@lantern.example", "GH", "Shop", "", 3, 22),
    ("=Sum Café", "Max Muster", "max@sumcafe.example", "DE", "Café", "", 1, 55),
    ("Unknown trade 1", "", "office@one.example", "LV", "", "", 4, 6),
    ("Unknown trade 2", "", "", "", "", "", 1, 48),
    ("Imported, silent 1", "Pēteris Kalns", "peteris@kalns.example", "LV", "Hotel", 90, 0, 0),
    ("Imported, silent 2", "Marta Liepa", "marta@gmail.com", "LV", "Shop", "", 0, 0),
]

PAGES = ["/", "/lamps", "/lamps/moon", "/lamps/paper-star", "/about", "/journal/light-and-sleep"]
WHOLESALE = ["/wholesale", "/wholesale/terms", "/wholesale/delivery"]
LAMPS = ["Moon", "Paper Star", "Harbour", "Lantern No. 4"]
CAMPAIGNS = ["autumn", "new-lamps", "opening-hours"]


def main():
    random.seed(20261031)
    records = []

    def add(lead, at, **fields):
        records.append({"id": "", "lead": lead, "at": at, **fields})

    for lead, *_rest, busy, last in LEADS:
        end = END - timedelta(days=last)
        for _visit in range(busy):
            # Busy leads come in bursts, and more often towards the end.
            day = end - timedelta(days=min(random.expovariate(1 / 14), 110), hours=random.uniform(0, 9))
            add(lead, day, type="page_view", path=random.choice(PAGES))
            if random.random() < busy / 10:
                add(lead, day + timedelta(minutes=random.randint(1, 9)), type="page_view", path=random.choice(WHOLESALE))
            if random.random() < 0.4:
                campaign = random.choice(CAMPAIGNS)
                sent = day + timedelta(hours=random.randint(10, 40))
                add(lead, sent, type="email_sent", campaign=campaign)
                if sent < end and random.random() < 0.8:
                    add(lead, sent + timedelta(minutes=20), type="email_open", campaign=campaign)
                    if random.random() < 0.6:
                        add(lead, sent + timedelta(minutes=21), type="email_click", campaign=campaign)
        if busy >= 5 and random.random() < 0.7:
            add(lead, end - timedelta(days=random.randint(0, 6)), type="sample_order", lamp=random.choice(LAMPS))
        if busy >= 8 or lead == "Trattoria Perché No":
            add(lead, end - timedelta(hours=random.randint(1, 30)), type="quote_request")

    add("Kuća Svjetla", END - timedelta(days=17), type="unsubscribe")
    add("Unknown trade 1", END - timedelta(days=5), set={"trade": "Restaurant"})
    add("Khách sạn Sông Xanh", END - timedelta(days=9), set={"rooms": 44, "country": "VN"})
    add("Żółty Dom", END - timedelta(days=3), set={"opted_in": False})

    records = [record for record in records if record["at"] <= END]
    records.sort(key=lambda record: (record["at"], record["lead"]))
    for number, record in enumerate(records, 1):
        record["id"] = f"e{number:04}"
        record["at"] = record["at"].replace(microsecond=0).isoformat().replace("+00:00", "Z")
    records.insert(40, records[31])  # a delivery that was repeated: counts once

    with open(HERE / "events.ndjson", "w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    with open(HERE / "leads.csv", "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["lead", "contact", "email", "country", "trade", "rooms", "created", "opted_in"])
        for number, (lead, contact, email, country, trade, rooms, _busy, _last) in enumerate(LEADS):
            created = (datetime(2026, 5, 4) + timedelta(days=number)).date().isoformat()
            if lead.startswith("Imported"):
                created = "2026-10-19"
            table.writerow([lead, contact, email, country, trade, rooms, created, ["yes", "yes", ""][number % 3]])


if __name__ == "__main__":
    main()
