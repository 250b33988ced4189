"""Forms of fields about people: names, contact, identity papers, demographic data, profile."""

from __future__ import annotations

from random import Random

from . import gen_ids as g
from . import gen_person as p
from . import names_things as th
from .model import Ctx, Gen, Spec, Value
from .names import person
from .rng import digits, hexs, lower, pick, upper, uuid4
from .tablekit import Group, choose, each, enum_sets, formed, normal, one_of


def by_culture(fn: str, *forms: str) -> Gen:
    """Names, e-mails, cities … of the culture of the table; the form is chosen once."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        r, culture = ctx.r, p.culture_of(ctx)
        form = pick(r, forms) if forms else ""
        if fn == "name":
            return [[p.full_name(r, culture, form) for _ in range(ctx.n)]]
        if fn == "email":
            upper_case = r.random() < 0.08
            mails = [p.email(r, culture) for _ in range(ctx.n)]
            return [[m.upper() if upper_case else m for m in mails]]
        if fn == "nick":
            return [[p.nickname(r, culture) for _ in range(ctx.n)]]
        if fn == "address":
            return [[p.address(r, culture) for _ in range(ctx.n)]]
        if fn == "street":
            return [[p.street_line(r, culture) for _ in range(ctx.n)]]
        if fn == "city":
            return [[p.city(r, culture) for _ in range(ctx.n)]]
        people = [person(r, culture) for _ in range(ctx.n)]
        return [[a for a, _ in people], [b for _, b in people]]

    return gen


def phones(*forms: str) -> Gen:
    """Phone numbers of the country of the table."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        r = ctx.r
        country = {"zh": "zh", "py": "zh", "de": "de", "es": "es", "ja": "ja"}.get(ctx.lang) or pick(
            r, ["en", "in", "gb", "de", "zh", "ar"]
        )
        form = pick(r, forms)
        out: list[Value] = [g.phone(r, country, form) for _ in range(ctx.n)]
        if form == "digits" and r.random() < 0.5:
            out = [int(str(v)) for v in out]
        return [out]

    return gen


def fax(r: Random) -> Value:
    """A fax number with the code of a city."""
    return pick(
        r,
        [
            f"+49 {pick(r, ['30', '89', '221'])} {digits(r, 7)}-{digits(r, 2)}",
            f"({pick(r, g.AREA_US)}) 555-{digits(r, 4)}",
            f"0{pick(r, ['10', '21', '571'])}-{pick(r, '5678')}{digits(r, 7)}",
        ],
    )


def births(ctx: Ctx) -> list[list[Value]]:
    """Dates of birth in one form."""
    r = ctx.r
    form = r.choice(("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d", "%Y/%m/%d", "ms", "int"))
    if ctx.lang in ("de",):
        form = r.choice(("%d.%m.%Y", "%Y-%m-%d"))
    days = [g.birth(r) for _ in range(ctx.n)]
    if form == "ms":
        return [[(d.toordinal() - 719163) * 86_400_000 for d in days]]
    if form == "int":
        return [[int(d.strftime("%Y%m%d")) for d in days]]
    return [[d.strftime(form) for d in days]]


def national(*codes: str) -> Gen:
    """National numbers of one country per column."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        code = pick(ctx.r, codes)
        if ctx.lang in ("zh", "py") and "cn" in codes:
            code = "cn"
        if ctx.lang in ("de", "es") and ctx.lang in codes:
            code = ctx.lang
        out = [g.NATIONAL[code](ctx.r) for _ in range(ctx.n)]
        if code == "in" and ctx.r.random() < 0.5:
            out = [f"{v[:4]} {v[4:8]} {v[8:]}" for v in out]
        if code == "us" and ctx.r.random() < 0.3:
            out = [v.replace("-", "") for v in out]
        return [list(out)]

    return gen


def passports(ctx: Ctx) -> list[list[Value]]:
    """Passport numbers of one country per column."""
    country = p.culture_of(ctx)
    return [[g.passport(ctx.r, country) for _ in range(ctx.n)]]


def licence(r: Random, form: str) -> Value:
    """Driving licence numbers: UK, US states, Germany, India."""
    return {
        "uk": upper(r, 5) + digits(r, 6) + upper(r, 2) + digits(r, 1) + upper(r, 2),
        "ca": upper(r, 1) + digits(r, 7),
        "de": pick(r, "BCDFGJK") + digits(r, 3) + upper(r, 2) + digits(r, 2) + upper(r, 1) + digits(r, 2),
        "in": pick(r, ["MH", "DL", "KA", "TN"]) + digits(r, 2) + " " + str(r.randrange(1990, 2023)) + digits(r, 7),
    }[form]


def avatar(r: Random) -> Value:
    """Path or address of a profile picture."""
    return pick(
        r,
        [
            f"https://cdn.{lower(r, 5)}.example/avatar/{hexs(r, 32)}.jpg",
            f"/uploads/avatars/{r.randrange(1, 99999)}.png",
            f"https://secure.gravatar.example/avatar/{hexs(r, 32)}?s=80",
            f"profile_pics/{uuid4(r)}.webp",
        ],
    )


SEX = enum_sets(
    ("M", "F"),
    ("male", "female"),
    ("male", "female", "other", "unspecified"),
    (0, 1, 2),
    (1, 2),
    ("男", "女"),
    ("m", "w", "d"),
    ("Male", "Female", "Non-binary"),
    ("H", "M"),
)
SEX_TEXT = enum_sets(
    ("male", "female"), ("男", "女"), ("Male", "Female", "Non-binary"), ("männlich", "weiblich", "divers")
)

SPECS = (
    Spec(
        "full-name",
        ("identity.name",),
        "en full_name customer_name name display_name contact_name cust_nm "
        "recipient emp_name"
        " | py xingming yonghu_xingming kehu_xingming | zh 姓名 客户姓名 联系人 | de kundenname vollname ansprechpartner"
        " | es nombre_completo nombre_cliente | ja 氏名 顧客氏名",
        by_culture("name", "native", "latin", "comma", "upper", "middle", "title"),
        26,
    ),
    Spec(
        "full-name-native",
        ("identity.name",),
        "en person_name holder owner_name",
        by_culture("name", "native", "latin"),
        4,
        14,
        dirt=False,
        note="full names of people",
    ),
    Spec(
        "given+family",
        ("identity.name", "identity.name"),
        "en first_name+last_name fname+lname "
        "given_name+surname firstname+lastname"
        " forename+family_name | de vorname+nachname | es nombre+apellidos | py ming+xing",
        by_culture("pair"),
        16,
    ),
    Spec(
        "email",
        ("contact.email",),
        "en email email_address usr_eml mail e_mail contact_email login_email "
        "work_email email_addr"
        " | py youxiang dianzi_youxiang | zh 邮箱 电子邮件 | de e_mail_adresse email_privat | es correo correo_electronico"
        " | ja メールアドレス",
        by_culture("email"),
        26,
        16,
    ),
    Spec(
        "phone",
        ("contact.phone",),
        "en phone phone_number mobile cell tel msisdn contact_no mobile_no phone_nbr "
        "telephone"
        " | py shoujihao lianxi_dianhua dianhua shouji | zh 手机号 联系电话 电话 | de telefon handynummer tel_privat mobil"
        " | es telefono movil tel_contacto | ja 電話番号",
        phones("e164", "plus", "00", "dash", "space", "paren", "plain", "digits", "dot"),
        32,
    ),
    Spec(
        "phone-international",
        ("contact.phone",),
        "en mobile_e164 phone_intl",
        phones("e164", "plus"),
        4,
        14,
        dirt=False,
        note="international form with plus sign",
    ),
    Spec(
        "fax",
        ("contact.fax/contact.phone",),
        "en fax fax_number fax_no telefax | py chuanzhen | zh 传真 | de faxnummer telefax | es fax_contacto",
        each(fax),
        22,
    ),
    Spec(
        "address",
        ("contact.postal_address",),
        "en address home_address shipping_address mailing_addr addr_full "
        "delivery_address"
        " billing_address | py dizhi shouhuo_dizhi jiating_zhuzhi | zh 地址 收货地址 家庭住址 | de anschrift "
        "lieferadresse wohnadresse"
        " | es direccion domicilio direccion_envio | ja 住所 届け先住所",
        by_culture("address"),
        24,
        6,
    ),
    Spec(
        "street",
        ("contact.postal_address/location.home",),
        "en street street_address addr_line1 address1 street_line | de strasse strasse_hausnr | es calle calle_numero",
        by_culture("street"),
        14,
    ),
    Spec(
        "postcode",
        ("contact.postal_address/location.city/location.region/location.home",),
        "en zip zip_code postal_code postcode | de plz | es codigo_postal | zh 邮编 | py youbian | ja 郵便番号",
        formed(
            ("5", "6", "uk", "us9"),
            lambda r, f: {
                "5": digits(r, 5),
                "6": digits(r, 6),
                "uk": pick(r, th.UK_CITIES).split(" ", 1)[1],
                "us9": f"{digits(r, 5)}-{digits(r, 4)}",
            }[f],
        ),
        10,
    ),
    Spec(
        "birth-date",
        ("demographic.birth_date",),
        "en dob birth_date date_of_birth birthday birthdate bday born_on"
        " | py shengri chusheng_riqi | zh 出生日期 生日 | de geburtsdatum geb_datum | es fecha_nacimiento fec_nac "
        "| ja 生年月日",
        births,
        26,
    ),
    Spec(
        "birth-year",
        ("demographic.birth_date/demographic.age",),
        "en birth_year year_of_birth yob | de geburtsjahr | zh 出生年份 | es anio_nacimiento",
        normal(1982, 14, 1932, 2010),
        8,
    ),
    Spec(
        "age",
        ("demographic.age",),
        "en age customer_age age_years usr_age patient_age | py nianling | zh 年龄 | "
        "de lebensalter alter_jahre"
        " | es edad | ja 年齢",
        normal(41, 14, 16, 92),
        18,
    ),
    Spec(
        "age-group",
        ("demographic.age/demographic",),
        "en age_group age_range age_bracket age_band | de altersgruppe | zh 年龄段 | es grupo_edad",
        enum_sets(("18-24", "25-34", "35-44", "45-54", "55-64", "65+"), ("<20", "20-29", "30-39", "40-49", "50+")),
        10,
    ),
    Spec(
        "gender",
        ("demographic.gender",),
        "en gender sex usr_gender gender_code customer_sex | py xingbie | zh "
        "性别 | de geschlecht"
        " | es sexo genero | ja 性別",
        SEX,
        26,
    ),
    Spec(
        "marital",
        ("demographic.marital_status",),
        "en marital_status marital civil_status married_flag "
        "relationship_status | py hunyin_zhuangkuang"
        " hunfou | zh 婚姻状况 婚否 | de familienstand | es estado_civil | ja 婚姻状況",
        enum_sets(
            ("single", "married", "divorced", "widowed"),
            ("S", "M", "D", "W"),
            ("ledig", "verheiratet", "geschieden", "verwitwet"),
            ("未婚", "已婚", "离异"),
            ("Single", "Married", "Separated", "Domestic partner"),
            ("soltero", "casado", "viudo"),
        ),
        26,
    ),
    Spec(
        "nationality",
        ("demographic.nationality",),
        "en nationality citizenship nationality_code "
        "country_of_citizenship natnl | py guoji minzu_guoji"
        " | zh 国籍 | de staatsangehoerigkeit nationalitaet | es nacionalidad | ja 国籍",
        choose(one_of(*th.NATIONALITIES[:14]), one_of(*th.NATIONALITIES[8:]), one_of(*th.ISO2[:16])),
        26,
    ),
    Spec(
        "household",
        ("demographic/social.family",),
        "en household_size num_children dependents_count no_of_kids | de haushaltsgroesse kinderzahl | zh 家庭人数",
        normal(2, 1.2, 0, 7),
        10,
        note="about the household of the person",
    ),
    Spec(
        "demographic-group",
        ("demographic",),
        "en demographics demo_profile demographic_info | de demografie | es datos_demograficos | zh 人口属性",
        each(
            lambda r: (
                f"{pick(r, ['M', 'F'])},{r.randrange(18, 80)},{pick(r, ['single', 'married', 'divorced'])},"
                f"{pick(r, th.ISO2)}"
            )
        ),
        8,
    ),
    Spec(
        "national-id",
        ("identity.national_id",),
        "en national_id id_number id_card_no citizen_id gov_id "
        "personal_id identity_no nin"
        " | py shenfenzheng sfzh zhengjian_haoma | zh 身份证号 证件号码 | de steuer_id idnr | es dni dni_nie",
        national("cn", "fr", "es", "it", "pl", "se", "fi", "in", "de", "nl"),
        34,
    ),
    Spec(
        "national-id-plain",
        ("identity.national_id/identity.official_id",),
        "en resident_id_no",
        national("cn", "cn", "it", "fr", "fi", "se"),
        2,
        20,
        dirt=False,
        note="the value alone shows it by form and check digit",
    ),
    Spec(
        "ssn", ("identity.national_id",), "en ssn social_security_no social_sec_nbr ssn_tin us_ssn", national("us"), 12
    ),
    Spec(
        "nat-by-name",
        ("identity.national_id/identity.official_id",),
        "en aadhaar aadhaar_no uidai_number aadhar_number",
        national("in"),
        8,
    ),
    Spec(
        "pan",
        ("identity.national_id/identity.official_id",),
        "en pan pan_no pan_card income_tax_pan",
        national("pan"),
        8,
    ),
    Spec("nat-eu", ("identity.national_id",), "en bsn burgerservicenummer", national("nl"), 5),
    Spec("nat-pl", ("identity.national_id",), "en pesel nr_pesel", national("pl"), 5),
    Spec("nat-it", ("identity.national_id",), "en codice_fiscale cod_fiscale cf", national("it"), 5),
    Spec("nat-fr", ("identity.national_id",), "en nir num_secu numero_securite_sociale", national("fr"), 5),
    Spec("nat-se", ("identity.national_id",), "en personnummer person_nr_se", national("se"), 5),
    Spec("nat-fi", ("identity.national_id",), "en henkilotunnus hetu", national("fi"), 5),
    Spec(
        "nat-de",
        ("identity.national_id",),
        "en steuer_id steueridentifikationsnummer idnr | de steuer_id steuer_idnr",
        national("de"),
        6,
    ),
    Spec(
        "passport",
        ("identity.passport",),
        "en passport_no passport_number passport psprt_nbr travel_doc_no "
        "passport_id | py huzhao huzhao_hao"
        " | zh 护照号 护照号码 | de reisepass_nr passnummer | es pasaporte num_pasaporte | ja 旅券番号 パスポート番号",
        passports,
        26,
    ),
    Spec(
        "licence",
        ("identity.driving_licence",),
        "en driving_licence_no drivers_license license_number_driver "
        "dl_number driver_lic_no drv_licence"
        " | py jiazhao_hao jiashizheng | zh 驾驶证号 | de fuehrerschein_nr | es licencia_conducir permiso_conducir",
        formed(("uk", "ca", "de", "in"), licence),
        24,
    ),
    Spec(
        "id-scan",
        ("identity.official_id/identity/media.photo/identity.national_id/identity.passport",),
        "en "
        "id_card_front_img passport_scan_path kyc_document_url"
        " id_doc_scan identity_document_file | py shenfenzheng_zhaopian | zh 身份证照片 证件照 | de ausweiskopie | "
        "es foto_dni",
        each(
            lambda r: (
                f"kyc/{r.randrange(10**6, 10**7)}/"
                f"{pick(r, ['id_front', 'passport', 'idcard', 'dni', 'licence'])}_{hexs(r, 8)}.{pick(r, ['jpg', 'pdf'])}"
            )
        ),
        14,
    ),
    Spec(
        "id-type-no",
        ("identity.official_id/identity.national_id/identity.passport/identity",),
        "en "
        "id_document_no identity_doc identity_document document_number_id"
        " | de ausweisnummer personalausweis_nr | zh 证件信息 | es documento_identidad",
        each(lambda r: f"{pick(r, ['PASSPORT', 'ID_CARD', 'RESIDENCE_PERMIT'])}:{upper(r, 2)}{digits(r, 7)}"),
        14,
    ),
    Spec(
        "identity-record",
        ("identity/identity.name/identity.official_id",),
        "en identity_info kyc_record verified_identity | zh 实名信息 | py shiming_xinxi | de identitaet",
        each(
            lambda r: (
                f"{p.full_name(r, 'en', 'latin')}|{pick(r, ['passport', 'id card'])}|{pick(r, th.ISO2)}{digits(r, 7)}"
            )
        ),
        10,
    ),
    Spec(
        "avatar",
        ("profile.avatar",),
        "en avatar avatar_url profile_pic head_img profile_image_url "
        "user_photo_url portrait_url | py touxiang"
        " touxiang_url | zh 头像 用户头像 | de profilbild | es foto_perfil | ja プロフィール画像",
        each(avatar),
        24,
    ),
    Spec(
        "nickname",
        ("profile.nickname",),
        "en nickname nick screen_name display_nick gamer_tag alias_name "
        "user_nick | py nicheng yonghu_nicheng | zh 昵称 用户昵称"
        " | de spitzname | es apodo alias | ja ニックネーム",
        by_culture("nick"),
        26,
    ),
    Spec(
        "bio",
        ("profile/content.user_submitted",),
        "en bio about_me profile_text self_intro user_signature | zh "
        "个人简介 个性签名 | py gexing_qianming | de ueber_mich"
        " | es sobre_mi | ja 自己紹介",
        each(
            lambda r: (
                pick(r, ["Love ", "Dad of two, ", "Coffee and ", "Into ", "爱好", "Ich mag "])
                + " & ".join(
                    r.sample(
                        [
                            "running",
                            "cycling",
                            "cats",
                            "tea",
                            "climbing",
                            "music",
                            "books",
                            "chess",
                            "photography",
                            "hiking",
                            "gardening",
                            "swimming",
                            "cooking",
                        ],
                        r.randrange(1, 4),
                    )
                )
            )
        ),
        22,
    ),
    Spec(
        "city",
        ("location.city/contact.postal_address",),
        "en city home_city city_of_residence town usr_city | "
        "py chengshi suozai_chengshi | zh 城市 所在城市 | de wohnort ort"
        " | es ciudad poblacion | ja 市区町村",
        by_culture("city"),
        26,
    ),
    Spec(
        "region",
        ("location.region",),
        "en state_of_residence region user_region home_state province addr_state |"
        " py shengfen suozai_shengfen | zh 省份 所在省 | de bundesland_wohnort"
        " | es provincia comunidad_autonoma",
        choose(one_of(*th.REGIONS), one_of(*th.ZH_PROVINCES), one_of("CA", "TX", "NY", "FL", "OH", "WA", "IL")),
        24,
    ),
    Spec(
        "country",
        ("location.country/demographic.nationality",),
        "en country country_code home_country "
        "country_of_residence ctry user_country | py guojia | zh 国家 所在国家 | de land wohnland"
        " | es pais pais_residencia | ja 国",
        choose(one_of(*th.ISO2), one_of(*th.COUNTRIES), one_of("DEU", "FRA", "ESP", "USA", "CHN", "IND", "JPN")),
        24,
    ),
    Spec(
        "home",
        ("location.home/contact.postal_address/location.gps/location",),
        "en home_location home_latlng "
        "home_place home_geo home_coords | de wohnlage zuhause_ort | zh 家庭位置"
        " | es ubicacion_casa | py jia_weizhi",
        choose(by_culture("address"), each(lambda r: f"{r.uniform(36, 55):.5f},{r.uniform(-5, 20):.5f}")),
        22,
    ),
    Spec(
        "family-member",
        ("social.family/identity.name",),
        "en spouse_name mother_name father_name "
        "emergency_contact_name next_of_kin kin_name child_name mothers_maiden_name"
        " | py peiou_xingming muqin | zh 配偶姓名 紧急联系人 父亲姓名 | de name_ehepartner notfallkontakt | es "
        "nombre_conyuge nombre_madre | ja 配偶者氏名",
        by_culture("name", "native", "latin"),
        16,
    ),
    Spec(
        "family-relation",
        ("social.family",),
        "en relationship_to_member kinship family_relation "
        "relation_to_insured family_role | py jiating_guanxi | zh 家庭关系 亲属关系 | de verwandtschaft"
        " | es parentesco",
        enum_sets(
            ("spouse", "child", "parent", "sibling"),
            ("mother", "father", "son", "daughter"),
            ("配偶", "子女", "父母"),
            ("Ehepartner", "Kind", "Elternteil"),
        ),
        12,
    ),
    Spec(
        "contact-block",
        ("contact/contact.email/contact.phone",),
        "en contact_info contact_details contact "
        "reach_at | de kontaktdaten | zh 联系方式 | py lianxi_fangshi | es datos_contacto",
        each(
            lambda r: pick(
                r, [p.email(r, "en"), g.phone(r, "gb", "plus"), f"{p.email(r, 'de')} / {g.phone(r, 'de', 'plus')}"]
            )
        ),
        22,
    ),
    Spec(
        "locale",
        ("preference.locale/preference",),
        "en locale lang preferred_language language_code ui_lang | "
        "py yuyan | zh 语言 | de sprache | es idioma | ja 言語",
        enum_sets(
            ("en_US", "de_DE", "zh_CN", "es_ES", "fr_FR"),
            ("en", "de", "zh", "ja", "es"),
            ("zh-Hans-CN", "en-GB", "pt-BR"),
        ),
        16,
    ),
    Spec(
        "time-zone",
        ("preference.locale/preference",),
        "en time_zone tz timezone user_tz | py shiqu | zh 时区 | de zeitzone | es zona_horaria",
        enum_sets(("Europe/Berlin", "Asia/Shanghai", "America/New_York", "UTC+8"), ("GMT+1", "GMT+8", "GMT-5")),
        10,
    ),
)

TABLES = (
    "en users customers members contacts accounts_profile subscribers guests passengers policy_holders "
    "t_user_info user_profile crm_person"
    " crm_contacts employees clients citizens | py yonghu huiyuan kehu_xinxi t_yonghu | zh 用户表 会员信息 "
    "客户资料 | de kunden mitglieder personen kundenstamm"
    " | es clientes usuarios socios | ja 会員 顧客マスタ"
)
GROUP = Group("people", TABLES, "users", 0.15, SPECS)
