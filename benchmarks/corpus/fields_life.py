"""Forms of fields about sensitive traits, biometrics, talk, media, work, school, conclusions, diagnostics."""

from __future__ import annotations

import base64
import json
from random import Random

from . import gen_ids as g
from . import gen_person as p
from . import names_things as th
from .model import Ctx, Gen, Spec, Value
from .rng import digits, hexs, lower, pick, rbytes, uuid4
from .tablekit import Group, choose, each, enum_sets, normal, one_of


def vector(size: int) -> Gen:
    """A float vector as JSON text."""
    return each(lambda r: "[" + ",".join(f"{r.gauss(0, 0.09):.4f}" for _ in range(size)) + "]")


def template(head: bytes, size: int) -> Gen:
    """A biometric record: header of its format and a random body; base64 or bytes."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        raw = [head + rbytes(ctx.r, size) for _ in range(ctx.n)]
        return [list(raw) if ctx.r.random() < 0.35 else [base64.b64encode(v).decode() for v in raw]]

    return gen


def exif(r: Random) -> Value:
    """EXIF data of a photo as JSON."""
    return json.dumps(
        {
            "Make": pick(r, ["Apple", "HUAWEI", "samsung"]),
            "DateTimeOriginal": f"20{r.randrange(15, 24)}:0{r.randrange(1, 9)}:1{r.randrange(9)} 1{r.randrange(9)}:30:00",
            "GPSLatitude": round(r.uniform(36, 55), 5),
            "GPSLongitude": round(r.uniform(-5, 20), 5),
            "FNumber": 1.8,
        }
    )


def path(*ends: str) -> Gen:
    """Path of a media file of a person."""
    return each(
        lambda r: (
            pick(
                r,
                [
                    "/storage/emulated/0/DCIM/Camera/"
                    f"IMG_20{r.randrange(15, 24)}0{r.randrange(1, 9)}1{r.randrange(9)}_{digits(r, 6)}",
                    f"users/{r.randrange(10**5)}/{uuid4(r)}",
                    f"https://media.example/u/{hexs(r, 16)}",
                    f"WhatsApp/Media/{lower(r, 3).upper()}-{digits(r, 8)}-WA{digits(r, 4)}",
                ],
            )
            + "."
            + pick(r, list(ends))
        )
    )


CHAT = [
    "see you at 6 pm",
    "can you pick up the kids?",
    "happy birthday!!",
    "I am running late, sorry",
    "我到家了",
    "晚上一起吃饭吗",
    "明天见",
    "Kommst du heute Abend?",
    "bin gleich da",
    "¿quedamos mañana?",
    "call me when you land",
    "did you get the test results?",
    "love you",
    "the meeting moved to Friday",
    "我在医院",
    "thx, see u",
]
REVIEWS = [
    "Great watch but the strap broke",
    "Battery lasts two days at most",
    "很好用，推荐",
    "Leider defekt angekommen",
    "Muy buena calidad",
    "Would buy again, my son loves it",
    "屏幕太暗了",
    "The app logs me out all the time",
]
EMPLOYERS = [f"{h} {n} {f}" for h, n, f in zip(th.COMPANY_HEADS, th.COMPANY_NOUNS, th.COMPANY_FORMS)]

SENSITIVE = (
    Spec(
        "religion",
        ("sensitive.religion",),
        "en religion faith religious_affiliation denomination religion_code "
        "church_membership | py zongjiao xinyang | zh 宗教信仰 宗教 | de konfession religionszugehoerigkeit | es "
        "religion_persona confesion | ja 宗教",
        enum_sets(
            ("Catholic", "Muslim", "Jewish", "Hindu", "none"),
            ("rk", "ev", "vd"),
            ("佛教", "基督教", "无"),
            ("Protestant", "Buddhist", "Sikh", "Atheist"),
        ),
        26,
    ),
    Spec(
        "ethnicity",
        ("sensitive.ethnicity",),
        "en ethnicity race ethnic_group ethnic_origin race_ethnicity "
        "caste_category | py minzu | zh 民族 | de ethnische_herkunft | es etnia origen_etnico",
        enum_sets(
            ("White", "Black", "Asian", "Hispanic"),
            ("汉族", "回族", "藏族", "壮族"),
            ("SC", "ST", "OBC", "GEN"),
            ("White British", "South Asian", "Mixed", "Prefer not to say"),
        ),
        26,
    ),
    Spec(
        "orientation",
        ("sensitive.sexual_orientation",),
        "en sexual_orientation orientation sex_orientation "
        "interested_in_gender lgbtq_flag sexuality | py xing_quxiang | zh 性取向 | de sexuelle_orientierung | es "
        "orientacion_sexual",
        enum_sets(("heterosexual", "gay", "lesbian", "bisexual"), ("straight", "gay", "bi", "undisclosed")),
        24,
    ),
    Spec(
        "political",
        ("sensitive.political_opinion",),
        "en political_opinion party_affiliation political_party "
        "voter_registration political_view party_member | py zhengzhi_mianmao | zh 政治面貌 | de "
        "parteizugehoerigkeit politische_meinung | es afiliacion_politica ideologia",
        enum_sets(
            ("Democrat", "Republican", "Independent"),
            ("中共党员", "共青团员", "群众"),
            ("SPD", "CDU", "Grüne", "FDP"),
            ("left", "centre", "right"),
        ),
        26,
    ),
    Spec(
        "union",
        ("sensitive.union_membership",),
        "en union_membership union_member trade_union union_name "
        "union_dues_flag labor_union | py gonghui_huiyuan | zh 工会会员 | de gewerkschaft gewerkschaftsmitglied | es "
        "sindicato afiliado_sindicato",
        enum_sets(
            ("IG Metall", "ver.di", "none"),
            ("UAW", "SEIU", "Teamsters", "none"),
            ("Y", "N"),
            ("CCOO", "UGT", "ninguno"),
        ),
        26,
    ),
    Spec(
        "criminal",
        ("sensitive.criminal",),
        "en criminal_record convictions criminal_history arrest_record "
        "felony_flag conviction_offence background_check_offences | py fanzui_jilu | zh 犯罪记录 前科 | de vorstrafen "
        "strafregister | es antecedentes_penales",
        enum_sets(("none", "theft", "fraud", "DUI"), ("no record", "misdemeanor", "felony"), ("无", "盗窃", "诈骗")),
        26,
    ),
    Spec(
        "sensitive",
        ("sensitive/health.condition/sensitive.religion/sensitive.ethnicity",),
        "en "
        "special_category_data gdpr_art9_data sensitive_attributes protected_characteristics | de "
        "besondere_kategorien | zh 敏感信息 | es datos_sensibles",
        each(
            lambda r: pick(
                r,
                [
                    "religion=Muslim",
                    "union=ver.di",
                    "orientation=gay",
                    "ethnicity=Roma",
                    "party=SPD",
                    "religion=Jewish",
                ],
            )
        ),
        22,
    ),
    Spec(
        "face",
        ("biometric.face/biometric",),
        "en face_embedding face_template face_vector face_encoding "
        "faceprint face_feature | py renlian_tezheng | zh 人脸特征 人脸模板 | de gesichtsvektor | es vector_facial",
        choose(vector(128), vector(512), template(b"FAC\x00030\x00", 300)),
        24,
        cap=40,
        dirt=False,
    ),
    Spec(
        "finger",
        ("biometric.fingerprint/biometric",),
        "en fingerprint_template finger_minutiae fp_template_iso "
        "fingerprint_data right_index_template fmr_record | py zhiwen_moban | zh 指纹模板 指纹特征 | de "
        "fingerabdruck_vorlage | es plantilla_huella",
        template(b"FMR\x00 20\x00", 220),
        18,
        8,
        cap=60,
        dirt=False,
    ),
    Spec(
        "voice",
        ("biometric.voice/biometric",),
        "en voiceprint voice_embedding speaker_vector voice_template "
        "speaker_embedding voice_print_id_vec | py shengwen | zh 声纹 声纹特征 | de stimmabdruck | es huella_voz",
        choose(vector(192), vector(256)),
        24,
        cap=40,
        dirt=False,
    ),
    Spec(
        "biometric",
        ("biometric",),
        "en iris_code palm_vein_template biometric_template biometric_data "
        "gait_signature retina_scan_code | zh 虹膜特征 生物特征 | py hongmo | de biometrie_daten | es datos_biometricos",
        choose(template(b"IIR\x00010\x00", 160), each(lambda r: base64.b64encode(rbytes(r, 200)).decode())),
        22,
        cap=60,
        dirt=False,
    ),
)

TALK = (
    Spec(
        "address-book",
        ("communication.contacts/contact.phone/identity.name/contact",),
        "en address_book "
        "contacts_json phonebook contact_list synced_contacts uploaded_contacts | py tongxunlu | zh 通讯录 | de "
        "adressbuch telefonbuch | es agenda_contactos",
        each(
            lambda r: json.dumps(
                [
                    {"name": p.full_name(r, "en", "latin"), "tel": g.phone(r, "gb", "e164")}
                    for _ in range(r.randrange(2, 5))
                ]
            )
        ),
        22,
        cap=150,
        dirt=False,
    ),
    Spec(
        "contact-of-owner",
        ("communication.contacts/identity.name", "communication.contacts/contact.phone"),
        "en "
        "contact_display_name+contact_phone phonebook_name+phonebook_number contact_person+contact_msisdn | zh "
        "通讯录姓名+通讯录号码 | de kontaktname+kontaktnummer",
        lambda ctx: [
            [p.full_name(ctx.r, "en", "latin") for _ in range(ctx.n)],
            [g.phone(ctx.r, "de", "e164") for _ in range(ctx.n)],
        ],
        8,
        dirt=False,
        note="many contacts for one owner",
    ),
    Spec(
        "caller",
        ("communication.caller/contact.phone",),
        "en caller_number calling_party callee_number "
        "call_log_number incoming_call_from dialed_number b_number | py zhujiao_haoma laidian | zh 主叫号码 来电号码 "
        "通话记录 | de anrufer_nummer | es numero_llamante",
        each(lambda r: g.phone(r, "zh", "plain")),
        24,
    ),
    Spec(
        "message",
        ("communication.message/content.private_message/content.user_submitted",),
        "en sms_body "
        "sms_text message_text notification_text mirrored_message incoming_sms | py duanxin_neirong | zh 短信内容 "
        "通知内容 | de sms_text | es texto_sms | ja メッセージ本文",
        one_of(*CHAT),
        24,
    ),
    Spec(
        "communication",
        ("communication/communication.caller",),
        "en call_duration_sec talk_time_sec "
        "call_length_s call_seconds | zh 通话时长 | py tonghua_shichang | de anrufdauer | es duracion_llamada",
        normal(130, 90, 0, 3000),
        22,
        dirt=False,
    ),
    Spec(
        "private-message",
        ("content.private_message/communication.message/content.user_submitted",),
        "en "
        "chat_message dm_text direct_message private_message chat_content inbox_text im_body | py sixin_neirong "
        "liaotian | zh 私信内容 聊天内容 | de privatnachricht chat_text | es mensaje_privado",
        one_of(*CHAT),
        24,
    ),
    Spec(
        "review",
        ("content.user_submitted/content",),
        "en review_text comment feedback user_comment "
        "ticket_description post_body suggestion_text | py pinglun yijian_fankui | zh 用户评论 意见反馈 | de kommentar "
        "kundenbewertung | es comentario opinion_cliente",
        one_of(*REVIEWS),
        24,
    ),
    Spec(
        "content",
        ("content/content.user_submitted",),
        "en user_content ugc post_title_user uploaded_document "
        "user_notes diary_entry | zh 用户内容 日记 笔记 | py biji | de nutzerinhalte tagebuch | es notas_usuario",
        each(lambda r: " ".join(r.sample(th.WORDS_EN, r.randrange(3, 12)))),
        22,
    ),
    Spec(
        "friends",
        ("social.friends/social",),
        "en friends friend_ids followers following_ids friend_list "
        "follower_list buddy_list | py haoyou_liebiao | zh 好友列表 关注列表 粉丝 | de freundesliste | es lista_amigos "
        "seguidores",
        each(lambda r: "[" + ",".join(str(r.randrange(10**5, 10**7)) for _ in range(r.randrange(2, 8))) + "]"),
        24,
        dirt=False,
    ),
    Spec(
        "status",
        ("social.status/content.user_submitted",),
        "en status_update social_status moments_post "
        "timeline_post story_text tweet_text | py pengyouquan | zh 朋友圈 动态内容 | de statusmeldung | es "
        "estado_social publicacion_muro",
        each(lambda r: pick(r, REVIEWS + CHAT) + pick(r, [" #run", " :)", " #周末", ""])),
        24,
    ),
    Spec(
        "social",
        ("social/social.friends/account.identifier",),
        "en social_links linkedin_profile "
        "instagram_handle twitter_handle weibo_account social_graph | py weibo_zhanghao | zh 微博账号 社交账号 | de "
        "soziale_netzwerke | es redes_sociales",
        each(lambda r: pick(r, ["@", "https://social.example/in/", "@_"]) + p.nickname(r, "en").lower()),
        22,
    ),
    Spec(
        "photo",
        ("media.photo/media",),
        "en photo_path photo_url user_photo picture_file selfie_url "
        "gallery_image | py zhaopian | zh 照片 照片路径 | de foto_pfad | es foto_ruta foto_usuario",
        path("jpg", "jpeg", "heic", "png"),
        20,
    ),
    Spec(
        "exif",
        ("media.photo/location.gps/media",),
        "en exif exif_json photo_metadata image_exif | zh 照片信息 | de foto_exif",
        each(exif),
        10,
        cap=200,
        dirt=False,
    ),
    Spec(
        "audio",
        ("media.audio/media/biometric.voice",),
        "en voice_memo audio_file voice_note_url call_recording "
        "recording_path voice_message_file | py luyin | zh 录音 语音文件 | de sprachaufnahme | es grabacion_voz",
        path("m4a", "amr", "opus", "wav"),
        24,
    ),
    Spec(
        "video",
        ("media.video/media",),
        "en video_file video_url user_video clip_path uploaded_video "
        "selfie_video | py shipin | zh 视频 视频路径 | de video_datei | es video_usuario",
        path("mp4", "mov", "webm"),
        24,
    ),
    Spec(
        "media",
        ("media/media.photo/media.video/media.audio",),
        "en attachment_path_user media_file "
        "uploaded_media user_media_uri media_attachment | zh 媒体文件 用户附件 | py meiti | de medien_anhang | es "
        "archivo_multimedia",
        path("jpg", "mp4", "m4a"),
        22,
    ),
)

LIFE = (
    Spec(
        "occupation",
        ("professional.occupation/professional",),
        "en occupation job_title profession "
        "position_title job job_role | py zhiye zhiwei | zh 职业 职位 职务 | de beruf berufsbezeichnung | es profesion "
        "puesto | ja 職業",
        choose(one_of(*th.JOBS), one_of("教师", "工程师", "护士", "司机", "会计")),
        26,
    ),
    Spec(
        "employer",
        ("professional.employer/professional",),
        "en employer employer_name company_of_employment "
        "workplace current_employer works_at | py gongzuo_danwei | zh 工作单位 雇主 | de arbeitgeber | es empleador "
        "empresa_donde_trabaja | ja 勤務先",
        one_of(*EMPLOYERS),
        26,
    ),
    Spec(
        "professional",
        ("professional/professional.occupation",),
        "en hire_date employment_start_date "
        "date_joined_company joining_date_employee | py ruzhi_riqi | zh 入职日期 | de eintrittsdatum | es "
        "fecha_contratacion",
        each(lambda r: f"20{r.randrange(5, 24):02d}-{r.randrange(1, 13):02d}-01"),
        22,
    ),
    Spec(
        "school",
        ("education.school/education",),
        "en school school_name university alma_mater college_attended "
        "school_attended | py xuexiao biye_yuanxiao | zh 学校 毕业院校 | de schule hochschule | es escuela universidad "
        "| ja 学校名",
        one_of(*th.SCHOOLS),
        26,
    ),
    Spec(
        "education",
        ("education",),
        "en education_level degree highest_degree qualification academic_degree | py "
        "xueli | zh 学历 最高学历 | de schulabschluss | es titulacion",
        enum_sets(
            ("Bachelor", "Master", "PhD", "High school"),
            ("本科", "硕士", "大专"),
            ("Abitur", "Realschule", "Hauptschule"),
        ),
        26,
    ),
    Spec(
        "minor",
        ("minor/demographic.age/social.family/demographic.birth_date",),
        "en child_age kid_age "
        "age_of_child child_profile_age childs_age | py ertong_nianling | zh 儿童年龄 孩子年龄 | de alter_kind | es "
        "edad_hijo | ja 子供の年齢",
        normal(8, 3, 0, 17),
        24,
        dirt=False,
    ),
    Spec(
        "minor-name",
        ("minor/identity.name/social.family",),
        "en child_name kid_name pupil_name "
        "student_name_grade2 daughter_name | zh 儿童姓名 孩子姓名 学生姓名 | py haizi_xingming | de name_des_kindes | es "
        "nombre_hijo",
        each(lambda r: p.full_name(r, pick(r, ["en", "de", "es"]), "latin")),
        16,
    ),
    Spec(
        "segment",
        ("inferred.segment/inferred",),
        "en audience_segment user_segment marketing_segment "
        "persona_cluster customer_segment lookalike_segment | py renqun_biaoqian | zh 人群标签 用户画像 | de "
        "kundensegment zielgruppe | es segmento_cliente",
        enum_sets(
            ("young_parents", "bargain_hunter", "luxury"),
            ("SEG_A", "SEG_B", "SEG_C"),
            ("churn_risk", "loyal", "new"),
            ("高价值", "流失风险"),
        ),
        26,
    ),
    Spec(
        "score",
        ("inferred.score/inferred",),
        "en credit_score churn_score risk_score_customer fraud_score_user "
        "propensity_score lead_score | py xinyong_fen | zh 信用分 风险评分 | de bonitaet_score kreditscore | es "
        "puntuacion_credito",
        choose(normal(640, 80, 300, 850), normal(0.5, 0.2, 0, 1, 3)),
        26,
        dirt=False,
    ),
    Spec(
        "inferred",
        ("inferred/inferred.segment",),
        "en inferred_traits predicted_attributes inferred_profile "
        "derived_user_traits | zh 推断特征 预测画像 | py yuce_huaxiang | de abgeleitete_merkmale | es perfil_inferido",
        enum_sets(("female_0.8", "male_0.7", "unknown_0.5"), ("sports", "parenting", "travel")),
        22,
    ),
    Spec(
        "settings",
        ("preference.settings/preference",),
        "en user_settings notification_settings theme_preference "
        "app_preferences dark_mode units_preference alarm_setting | py yonghu_shezhi | zh 用户设置 偏好设置 | de "
        "benutzereinstellungen | es ajustes_usuario",
        each(
            lambda r: json.dumps(
                {"theme": pick(r, ["dark", "light"]), "unit": pick(r, ["km", "mi"]), "vibrate": r.random() < 0.5}
            )
        ),
        24,
        dirt=False,
    ),
    Spec(
        "privacy",
        ("preference.privacy/preference",),
        "en marketing_consent gdpr_consent tracking_opt_out "
        "cookie_consent privacy_choice newsletter_optin do_not_sell | py yinsi_tongyi | zh 隐私授权 是否同意推送 | de "
        "einwilligung_werbung | es consentimiento_datos",
        enum_sets((True, False), ("Y", "N"), ("granted", "denied"), (0, 1)),
        26,
        dirt=False,
    ),
    Spec(
        "interest",
        ("preference.interest/preference/inferred.segment",),
        "en interests hobbies favorite_topics "
        "interest_tags likes preferred_genres | py xingqu aihao | zh 兴趣爱好 兴趣标签 | de interessen hobbys | es "
        "intereses aficiones",
        each(
            lambda r: ",".join(
                r.sample(
                    [
                        "running",
                        "cooking",
                        "travel",
                        "football",
                        "yoga",
                        "gaming",
                        "fashion",
                        "cars",
                        "music",
                        "art",
                        "tech",
                        "gardening",
                    ],
                    3,
                )
            )
        ),
        26,
    ),
    Spec(
        "preference",
        ("preference/preference.settings/preference.interest",),
        "en preferences user_prefs "
        "preferred_option customer_preference | zh 用户偏好 | py pianhao | de vorlieben | es preferencias",
        enum_sets(("email", "sms", "push"), ("window", "aisle"), ("vegetarian", "halal", "standard")),
        22,
        dirt=False,
    ),
    Spec(
        "debug-log",
        ("diagnostics.debug_log/diagnostics",),
        "en debug_log app_log log_text client_log "
        "feedback_log uploaded_log logcat | py tiaoshi_rizhi | zh 调试日志 应用日志 | de debug_protokoll | es "
        "registro_depuracion",
        each(
            lambda r: (
                "D/"
                f"{pick(r, ['BleService', 'SyncManager', 'LoginActivity'])}({r.randrange(900, 30000)}): "
                f"{pick(r, ['connected', 'timeout', 'retry'])} after {r.randrange(5, 4000)} ms"
            )
        ),
        24,
    ),
    Spec(
        "crash",
        ("diagnostics.crash_log/diagnostics",),
        "en crash_log stack_trace crash_report crash_dump "
        "exception_trace anr_trace | py bengkui_rizhi | zh 崩溃日志 崩溃堆栈 | de absturzbericht | es informe_fallo",
        each(
            lambda r: (
                f"java.lang.{pick(r, ['NullPointerException', 'IllegalStateException', 'OutOfMemoryError'])}: "
                f"{lower(r, 6)}\n\tat "
                f"com.{lower(r, 5)}.app.{pick(r, ['Main', 'Sync', 'Ble'])}.run(Main.java:{r.randrange(10, 900)})"
            )
        ),
        24,
    ),
    Spec(
        "diagnostics",
        ("diagnostics/diagnostics.debug_log/diagnostics.crash_log",),
        "en diagnostics "
        "diagnostic_data app_health_report error_report_client battery_diagnostics | zh 诊断数据 | py zhenduan_shuju "
        "| de diagnosedaten | es datos_diagnostico",
        each(
            lambda r: json.dumps(
                {
                    "anr": r.randrange(4),
                    "crash": r.randrange(3),
                    "mem": r.randrange(100, 900),
                    "app": f"4.{r.randrange(9)}.{r.randrange(20)}",
                }
            )
        ),
        22,
    ),
)
GROUPS = (
    Group(
        "sensitive",
        "en employees members applicants patients_intake enrollees residents survey_respondents | "
        "py yuangong chengyuan | zh 员工档案 成员信息 | de mitarbeiter bewerber | es empleados encuestados",
        "users",
        0.05,
        SENSITIVE,
    ),
    Group(
        "talk",
        "en messages phone_sync user_posts call_records chat_history app_backup user_uploads | py xiaoxi "
        "| zh 消息记录 通话记录表 | de nachrichten | es mensajes",
        "users",
        0.55,
        TALK,
    ),
    Group(
        "life",
        "en profiles students employees_hr crm_profile app_users marketing_audience registrations "
        "families | py xuesheng yonghu_huaxiang | zh 学生信息 用户画像表 | de schueler personalstamm | es alumnos perfiles",
        "users",
        0.15,
        LIFE,
    ),
)
