//! A clinic in Thailand: every name and most values are Thai.

use super::Form::{Number, Text, YesNo};
use super::company::Value::{Behind, Number as Whole, Numbered, OneOf, Row, YesNo as Truth};
use super::company::{Company, Happening, Property};

pub(super) const CLINIC: Company = Company {
    events: &[
        ("id", Text),
        ("lead", Text),
        ("at", super::Form::Time),
        ("type", Text),
        ("หน้า", Text),
        ("ลิงก์", Text),
        ("แคมเปญ", Text),
        ("บริการ", Text),
        ("แพทย์", Text),
        ("ช่องทาง", Text),
        ("นาที", Number),
        ("บาท", Number),
        ("อุปกรณ์", Text),
        ("สาขา", Text),
        ("สมาชิก", YesNo),
    ],
    happenings: &[
        Happening { name: "ดูหน้าเว็บ", share: 400, says: PAGE },
        Happening { name: "เปิดอีเมล", share: 210, says: MAIL },
        Happening { name: "คลิกอีเมล", share: 90, says: MAIL },
        Happening { name: "ส่งข้อความ", share: 110, says: TALK },
        Happening { name: "กรอกแบบฟอร์ม", share: 60, says: VISIT },
        Happening { name: "จองคิว", share: 50, says: VISIT },
        Happening { name: "ดาวน์โหลดคู่มือ", share: 40, says: PAGE },
        Happening { name: "เข้าอบรม", share: 20, says: VISIT },
        Happening { name: "เลื่อนนัด", share: 14, says: TALK },
        Happening { name: "เลิกติดตาม", share: 6, says: MAIL },
    ],
    always: &[
        ("ช่องทาง", 97, OneOf(&["เว็บไซต์", "เว็บไซต์", "ไลน์", "เฟซบุ๊ก", "หน้าร้าน"])),
        ("อุปกรณ์", 95, OneOf(&["โทรศัพท์", "โทรศัพท์", "คอมพิวเตอร์", "แท็บเล็ต"])),
        ("สาขา", 92, OneOf(&["กรุงเทพฯ", "เชียงใหม่", "ขอนแก่น", "ภูเก็ต", "หาดใหญ่"])),
        ("สมาชิก", 100, Truth),
    ],
    leads: &[
        ("lead", Text),
        ("อีเมล", Text),
        ("อาชีพ", Text),
        ("อายุ", Number),
        ("จังหวัด", Text),
        ("ประกัน", Text),
        ("เคยมา", YesNo),
    ],
    attributes: &[
        (
            "อีเมล",
            90,
            Row("khun", &["@gmail.com", "@hotmail.com", "@company.co.th", "@hospital.or.th", "@school.ac.th"]),
        ),
        ("อาชีพ", 85, OneOf(&["ผู้จัดการ", "ผู้จัดการทั่วไป", "เจ้าของกิจการ", "พนักงาน", "นักเรียน", "แพทย์", "ครู", "เกษียณ"])),
        ("อายุ", 80, Whole(80)),
        ("จังหวัด", 90, OneOf(&["กรุงเทพมหานคร", "นนทบุรี", "เชียงใหม่", "ขอนแก่น", "ภูเก็ต", "สงขลา", "ชลบุรี", "นครราชสีมา"])),
        ("ประกัน", 75, OneOf(&["ประกันสังคม", "ประกันสุขภาพ", "บัตรทอง", "ไม่มี"])),
        ("เคยมา", 90, Truth),
    ],
    lead_prefix: "คุณ",
};

const PAGE: &[Property] = &[
    ("หน้า", 100, OneOf(&["/", "/", "/ราคา", "/ราคา/ทันตกรรม", "/สมัครงาน", "/บริการ", "/แพทย์", "/ติดต่อ"])),
    ("หน้า", 45, Numbered("/บทความ/", 400)),
    ("ลิงก์", 100, Behind("https://clinic.example.co.th", "หน้า")),
    ("นาที", 80, Whole(30)),
];
const MAIL: &[Property] =
    &[("แคมเปญ", 96, OneOf(CAMPAIGNS)), ("ลิงก์", 100, Behind("https://mail.example.co.th/", "แคมเปญ"))];
const TALK: &[Property] =
    &[("บริการ", 90, OneOf(SERVICES)), ("แพทย์", 60, Numbered("หมอ", 40)), ("นาที", 70, Whole(60))];
const VISIT: &[Property] = &[
    ("บริการ", 98, OneOf(SERVICES)),
    ("แพทย์", 80, Numbered("หมอ", 40)),
    ("บาท", 85, Whole(50_000)),
    ("แคมเปญ", 40, OneOf(CAMPAIGNS)),
];

const CAMPAIGNS: &[&str] = &["ยินดีต้อนรับ", "สงกรานต์", "ปีใหม่", "วันแม่", "ตรวจสุขภาพ", "ฟันขาว"];
const SERVICES: &[&str] = &["ตรวจสุขภาพ", "ทันตกรรม", "ผิวหนัง", "ปรึกษา", "วัคซีน", "จดหมายข่าว", "กายภาพบำบัด"];
