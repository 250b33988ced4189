"""Forms of fields about accounts, online behaviour, shopping and money."""

from __future__ import annotations

import base64
import json
from random import Random
from urllib.parse import quote

from . import gen_ids as g
from . import gen_person as p
from . import gen_tokens as t
from . import names_things as th
from .model import Ctx, Gen, Spec, Value
from .rng import b64url, digits, hexs, lower, pick, upper, uuid4
from .tablekit import Group, choose, each, enum_sets, formed, normal, one_of


def cards(*forms: str) -> Gen:
    """Card numbers: plain, spaced, dashed, as integer; one brand or a mix."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        r, brand = ctx.r, pick(ctx.r, ["", "", "visa", "mc", "unionpay", "amex"])
        form = pick(r, forms)
        out = [g.card(r, brand) for _ in range(ctx.n)]
        if form == "int":
            return [[int(v) for v in out]]
        sep = {"plain": "", "space": " ", "dash": "-"}[form]
        return [[g.group4(v, sep) if sep else v for v in out]]

    return gen


def ibans(ctx: Ctx) -> list[list[Value]]:
    """IBANs of one country or a mix; with or without blanks."""
    r = ctx.r
    country = {"de": "DE", "es": "ES"}.get(ctx.lang) or pick(r, ["", "", "DE", "FR", "NL", "GB", "IT"])
    spaced, low = r.random() < 0.35, r.random() < 0.06
    out = [g.iban(r, country) for _ in range(ctx.n)]
    out = [" ".join(v[i : i + 4] for i in range(0, len(v), 4)) if spaced else v for v in out]
    return [[v.lower() if low else v for v in out]]


def order(r: Random) -> Value:
    """What a customer bought."""
    return (
        f"{pick(r, th.PRODUCT_NOUNS)} x{r.randrange(1, 4)}, {r.randrange(5, 300)}.{digits(r, 2)} "
        f"{pick(r, ['EUR', 'USD', 'CNY'])}"
    )


def cart(r: Random) -> Value:
    """A shopping cart as JSON."""
    return json.dumps(
        [{"sku": f"{upper(r, 2)}-{digits(r, 5)}", "qty": r.randrange(1, 4)} for _ in range(r.randrange(1, 4))]
    )


def page(r: Random) -> Value:
    """A page somebody looked at."""
    return (
        pick(r, ["https://shop.example", "/", "https://news.example/", "https://www.example.org/"])
        + pick(r, ["/product/", "category/", "article/", "/p/"])
        + lower(r, 6)
        + pick(r, ["", "?ref=home", "?utm_source=mail"])
    )


SEARCH = [
    "cheap flights to porto",
    "running shoes size 42",
    "symptoms of flu",
    "how to fix a bike chain",
    "best pizza near me",
    "附近的医院",
    "手机壳",
    "Kinderwagen gebraucht",
    "Mietwohnung Kassel",
    "zapatos rojos",
    "divorce lawyer",
    "used car under 5000",
    "vegan recipes",
    "baby names",
    "noise cancelling headphones",
    "跑步鞋",
    "wie lange ist ein pass gültig",
]

ACCOUNTS = (
    Spec(
        "username",
        ("account.identifier/account/profile.nickname",),
        "en username user_name login login_name "
        "user_id_str account_name userid_login uname | py yonghuming zhanghao denglu_ming | zh 用户名 账号 登录名 | de "
        "benutzername anmeldename | es nombre_usuario cuenta_usuario | ja ログインID",
        each(lambda r: p.nickname(r, "en").lower().replace(" ", "")),
        26,
    ),
    Spec(
        "openid",
        ("account.identifier/account/account.federated_token",),
        "en wechat_openid unionid google_sub "
        "facebook_uid apple_user_id external_user_id sso_subject | zh 微信OpenID | py weixin_openid",
        choose(each(lambda r: "o" + b64url(r, 27)), each(lambda r: "1" + digits(r, 20)), each(uuid4)),
        12,
    ),
    Spec(
        "account-info",
        ("account",),
        "en account_status account_type membership_level account_tier account_state "
        "| py zhanghao_zhuangtai huiyuan_dengji | zh 账号状态 会员等级 | de kontostatus mitgliedsstufe | es "
        "estado_cuenta nivel_socio",
        enum_sets(("active", "locked", "closed"), ("gold", "silver", "basic"), ("free", "premium"), ("正常", "冻结")),
        24,
        dirt=False,
    ),
    Spec(
        "credentials",
        ("account.credentials/account.password/account.identifier",),
        "en credentials "
        "login_credentials auth_basic basic_auth userpass logon_data | zh 登录凭证 | py denglu_pingzheng | de "
        "zugangsdaten | es credenciales",
        each(
            lambda r: pick(
                r,
                [
                    f"{p.nickname(r, 'en')}:{t.password(r)}",
                    "Basic " + base64.b64encode(f"{lower(r, 6)}:{t.password(r)}".encode()).decode(),
                ],
            )
        ),
        22,
    ),
    Spec(
        "password",
        ("account.password/account.credentials",),
        "en password passwd pwd user_password pass "
        "login_pwd pin_code_login initial_password | py mima denglu_mima | zh 密码 登录密码 | de passwort kennwort | "
        "es contrasena clave_acceso | ja パスワード",
        each(t.password),
        26,
    ),
    Spec(
        "hash-modular",
        ("account.password_hash/account.credentials",),
        "en password_hash pwd_hash passwd "
        "encrypted_password pass_digest hashed_pw | py mima_hash | zh 密码哈希 | de passwort_hash | es "
        "hash_contrasena",
        formed(t.HASH_FORMS, lambda r, f: t.password_hash(r, f)),
        18,
        16,
        dirt=False,
    ),
    Spec(
        "hash-hex",
        ("account.password_hash/account.credentials",),
        "en password_md5 pwd_sha1 password_hash "
        "passwd_digest password_sha256 pw_hash | py mima_md5 | zh 密码摘要 | de passwort_hash",
        formed(("md5", "sha1", "sha256"), lambda r, f: t.password_hash(r, f)),
        16,
        dirt=False,
    ),
    Spec(
        "jwt",
        ("account.token/account.federated_token",),
        "en access_token jwt id_token auth_token bearer_token "
        "session_jwt | py dengru_token | zh 访问令牌 登录令牌 | de zugriffstoken | es token_acceso",
        each(t.jwt),
        16,
        16,
        cap=300,
        dirt=False,
    ),
    Spec(
        "session",
        ("account.token/online.cookie",),
        "en session_id sid session_token refresh_token sess_key "
        "remember_token phpsessid | py huihua_id | zh 会话ID | de sitzungs_id | es id_sesion",
        choose(each(lambda r: hexs(r, 32)), each(lambda r: b64url(r, 43)), each(lambda r: lower(r, 2) + hexs(r, 24))),
        22,
    ),
    Spec(
        "federated",
        ("account.federated_token/account.token",),
        "en google_access_token fb_access_token "
        "oauth_token wechat_access_token google_refresh_token social_token facebook_token | zh 微信令牌 第三方登录令牌 | py "
        "weixin_token | de google_token | es token_google",
        formed(("google", "google-refresh", "facebook", "wechat"), lambda r, f: t.oauth(r, f)),
        24,
        dirt=False,
    ),
    Spec(
        "api-key",
        ("account.secret_key/account.token",),
        "en api_key api_secret secret_key access_key_secret "
        "client_secret service_key app_secret | py miyao | zh 密钥 接口密钥 | de api_schluessel | es clave_api",
        formed(t.API_FORMS, lambda r, f: t.api_key(r, f)),
        18,
        16,
        dirt=False,
    ),
    Spec(
        "pem",
        ("account.secret_key/account.credentials",),
        "en private_key ssh_key signing_key tls_private_key "
        "rsa_priv | zh 私钥 | de privater_schluessel | es clave_privada",
        each(t.pem),
        10,
        8,
        cap=60,
        dirt=False,
    ),
    Spec(
        "cookie",
        ("online.cookie",),
        "en cookie_id cookie visitor_id _ga _fbp tracking_cookie client_cookie "
        "ga_client_id | zh 访客Cookie | py fangke_cookie | de besucher_cookie | es id_cookie",
        formed(("ga", "fbp", "php", "jsession", "uuid", "hex"), lambda r, f: t.cookie(r, f)),
        26,
    ),
    Spec(
        "cookie-shown",
        ("online.cookie",),
        "en web_cookie",
        formed(("ga", "fbp", "gid"), lambda r, f: t.cookie(r, f)),
        2,
        8,
        dirt=False,
        note="form of a known web counter",
    ),
    Spec(
        "user-agent",
        ("online.user_agent/device.os/device.hardware",),
        "en user_agent ua browser_ua "
        "http_user_agent client_ua | zh 浏览器标识 | py liulanqi_ua | de browserkennung | es agente_usuario",
        each(t.user_agent),
        20,
        12,
        dirt=False,
    ),
    Spec(
        "browser",
        ("online.user_agent",),
        "en browser browser_name browser_version client_browser | zh 浏览器 浏览器版本 "
        "| de browser_name | es navegador",
        enum_sets(("Chrome 120", "Firefox 121", "Safari 17"), ("Chrome", "Safari", "Edge", "Firefox")),
        10,
    ),
    Spec(
        "page",
        ("online.browsing/online",),
        "en page_url visited_url landing_page referrer_url clicked_url "
        "last_page_viewed browse_history | py liulan_yemian | zh 浏览页面 浏览记录 访问页面 | de besuchte_seite | es "
        "pagina_visitada",
        each(page),
        24,
    ),
    Spec(
        "search",
        ("online.search",),
        "en search_query search_term query_text keyword_searched search_keyword "
        "last_search | py sousuo_ci | zh 搜索词 搜索关键词 | de suchbegriff suchanfrage | es termino_busqueda | ja 検索語",
        one_of(*SEARCH),
        26,
    ),
    Spec(
        "form-input",
        ("online.form_input/content.user_submitted",),
        "en form_input form_field_value input_text "
        "typed_text form_data_entered survey_answer | zh 表单输入 用户输入 | py biaodan_shuru | de formular_eingabe | es "
        "entrada_formulario",
        each(lambda r: " ".join(r.sample(th.WORDS_EN, r.randrange(2, 8)))),
        22,
    ),
    Spec(
        "online",
        ("online/online.browsing",),
        "en ad_click_source acquisition_source_user campaign_clicked "
        "click_id gclid ad_attribution | zh 来源渠道 点击广告 | py laiyuan_qudao | de klickpfad | es clics_usuario",
        choose(
            each(lambda r: "Cj0KCQ" + b64url(r, 50)),
            enum_sets(("google", "newsletter", "facebook_ad"), ("weixin", "douyin", "baidu")),
        ),
        22,
    ),
    Spec(
        "event",
        ("usage.events/usage",),
        "en event_name user_action action_performed feature_used screen_viewed "
        "app_event last_action button_clicked | py yonghu_xingwei | zh 用户行为 操作事件 | de nutzeraktion | es "
        "accion_usuario evento_app",
        enum_sets(
            ("login", "open_app", "share", "sync_watch"),
            ("screen_home", "tap_buy", "scroll"),
            ("app_start", "app_background"),
        ),
        26,
        dirt=False,
    ),
    Spec(
        "usage",
        ("usage/usage.events",),
        "en session_duration_sec app_opens screen_time_min usage_minutes "
        "days_active app_usage_time | py shiyong_shichang | zh 使用时长 活跃天数 | de nutzungsdauer | es tiempo_uso",
        normal(38, 22, 0, 400),
        24,
        dirt=False,
    ),
)

MONEY = (
    Spec(
        "card",
        ("financial.payment_card/financial",),
        "en card_number cc_number credit_card_no pan card_no ccnum "
        "payment_card_no | py yinhang_kahao xinyong_kahao | zh 银行卡号 信用卡号 | de kreditkartennummer kartennr | es "
        "num_tarjeta tarjeta_credito | ja カード番号",
        cards("plain", "space", "dash", "int"),
        24,
    ),
    Spec(
        "card-alone",
        ("financial.payment_card/financial",),
        "en cardno",
        cards("plain", "space", "dash"),
        2,
        20,
        dirt=False,
    ),
    Spec(
        "iban",
        ("financial.iban/financial.bank_account",),
        "en iban iban_no bank_iban account_iban payout_iban "
        "customer_iban | de iban bankverbindung_iban | es iban cuenta_iban | zh 国际银行账号 | py iban_hao",
        ibans,
        20,
        18,
    ),
    Spec(
        "bank-account",
        ("financial.bank_account/financial",),
        "en bank_account_no bank_account acct_number_bank "
        "routing_and_account payout_account bank_acct_nbr | py yinhang_zhanghao | zh 银行账号 收款账号 | de kontonummer "
        "bankkonto | es cuenta_bancaria num_cuenta_banco | ja 口座番号",
        each(lambda r: digits(r, 1).replace("0", "4") + digits(r, 9)),
        24,
    ),
    Spec(
        "income",
        ("financial.income/financial",),
        "en salary annual_income monthly_salary gross_pay income "
        "net_salary household_income base_pay | py gongzi nianshouru | zh 工资 年收入 月薪 | de gehalt einkommen "
        "bruttogehalt | es salario ingresos_anuales | ja 年収",
        choose(
            normal(46000, 15000, 15000, 160000),
            normal(3300, 900, 1200, 9000, 2),
            enum_sets(("<20k", "20-40k", "40-80k", ">80k")),
        ),
        26,
    ),
    Spec(
        "financial",
        ("financial/financial.income",),
        "en credit_limit account_balance loan_amount "
        "outstanding_debt wallet_balance net_worth mortgage_balance | py daikuan_jine yue | zh 贷款金额 账户余额 信用额度 | "
        "de kontostand kreditrahmen | es saldo_cuenta deuda",
        normal(4200, 2600, -500, 40000, 2),
        24,
    ),
    Spec(
        "order",
        ("commerce.order/commerce",),
        "en order_history last_order_items purchased_items order_summary "
        "purchase_record customer_order bought_product | py goumai_jilu dingdan_neirong | zh 购买记录 订单内容 | de "
        "bestellung bestellhistorie | es pedido_cliente historial_compras | ja 注文内容",
        each(order),
        26,
    ),
    Spec(
        "cart",
        ("commerce.cart/commerce",),
        "en cart cart_items shopping_cart basket_content cart_json "
        "saved_cart | py gouwuche | zh 购物车 | de warenkorb | es carrito cesta | ja カート",
        each(cart),
        24,
    ),
    Spec(
        "commerce",
        ("commerce/commerce.order/preference.interest",),
        "en lifetime_spend loyalty_points "
        "customer_total_spend reward_points | py jifen | zh 会员积分 累计消费 | de treuepunkte | es puntos_fidelidad",
        normal(1400, 900, 0, 9000),
        10,
    ),
    Spec(
        "wishlist",
        ("commerce/commerce.cart/commerce.order/preference.interest",),
        "en wishlist "
        "favorite_products saved_for_later liked_items | py shoucang_shangpin | zh 收藏商品 | de wunschliste | es "
        "lista_deseos",
        each(lambda r: ", ".join(r.sample(th.PRODUCT_NOUNS, 2))),
        14,
    ),
)


def blob(fn: str) -> Gen:
    """JSON, URL-encoded, base64 of JSON, key=value, XML in JSON: with e-mail, phone, IP, card or MAC inside."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        r = ctx.r
        shape = r.choice(("json", "url", "b64", "kv", "xml", "nested"))
        out: list[Value] = []
        for _ in range(ctx.n):
            key, value = {
                "email": ("email", p.email(r, "en")),
                "phone": ("mobile", g.phone(r, "zh", "e164")),
                "ip": ("clientIp", g.ipv4(r)),
                "mac": ("mac", g.mac_form(g.mac(r), "COLON")),
                "card": ("cardNo", g.card(r)),
                "imei": ("imei", g.imei(r)),
                "iban": ("iban", g.iban(r)),
                "gps": ("latlng", f"{r.uniform(36, 55):.5f},{r.uniform(-5, 20):.5f}"),
                "token": ("token", t.jwt(r)),
            }[fn]
            flat = {"v": r.randrange(1, 4), key: value, "ok": True}
            out.append(
                {
                    "json": json.dumps(flat),
                    "url": f"v=1&{key}={quote(value, safe='')}&src=app",
                    "b64": base64.b64encode(json.dumps(flat).encode()).decode(),
                    "kv": f"level=info {key}={value} status=ok ms={r.randrange(3, 900)}",
                    "xml": json.dumps(
                        {"type": "xml", "doc": f"<req><id>{r.randrange(10**6)}</id><{key}>{value}</{key}></req>"}
                    ),
                    "nested": json.dumps(
                        {"meta": {"ts": r.randrange(1_600_000_000, 1_700_000_000)}, "items": [{"user": {key: value}}]}
                    ),
                }[shape]
            )
        return [out]

    return gen


_BLOBS = (
    ("email", "contact.email"),
    ("phone", "contact.phone"),
    ("ip", "network.ip"),
    ("mac", "device.mac/device.identifier"),
    ("card", "financial.payment_card/financial"),
    ("imei", "device.imei/device.identifier"),
    ("iban", "financial.iban/financial.bank_account"),
    ("gps", "location.gps"),
    ("token", "account.token"),
)
BLOBS = tuple(
    Spec(
        f"inside-{k}",
        (c,),
        "en payload message data request_body extra_json params raw_event content |"
        " zh 请求参数 报文 | py canshu | de nutzdaten | es carga_util",
        blob(k),
        16,
        6,
        cap=200,
        dirt=False,
        note="found inside JSON, URL encoding, base64, key=value or XML",
    )
    for k, c in _BLOBS
)

GROUPS = (
    Group(
        "account",
        "en accounts logins user_auth web_sessions visitors user_events identity_provider_links "
        "app_analytics auth_users | py zhanghao yonghu_denglu | zh 账号表 登录表 | de benutzerkonten | es "
        "cuentas_usuario",
        "users",
        0.35,
        ACCOUNTS,
    ),
    Group(
        "money",
        "en payments customer_orders billing_accounts wallets checkout loan_applications payouts "
        "shop_customers | py zhifu_jilu dingdan | zh 支付记录 客户订单 | de zahlungen bestellungen_kunden | es pagos "
        "pedidos_clientes",
        "users",
        0.4,
        MONEY,
    ),
    Group(
        "structured",
        "en event_log api_requests message_queue user_events_raw audit_trail webhook_inbox | zh "
        "接口日志 | py jiekou_rizhi | de ereignisse | es eventos",
        "users",
        0.3,
        BLOBS,
    ),
)
