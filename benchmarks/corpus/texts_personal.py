"""Templates of texts with personal data, by kind of text."""

from __future__ import annotations

PERSONAL: dict[str, tuple[str, ...]] = {
    "access-log": (
        '<<ip>> - - [<<t_clf>>] "<<meth>> /<<word>>/<<n6>> HTTP/1.1" <<code>> <<n5>> "-" "<<ua>>"',
        '<<ip6>> - - [<<t_clf>>] "<<meth>> /api/v<<n2>>/<<word>> HTTP/2.0" <<code>> <<n5>> "https://'
        'shop.example/<<word>>" "<<ua>>"',
        '<<ip>> - - [<<t_clf>>] "GET /reset?email=<<email|url>>&v=<<ver3>> HTTP/1.1" <<code>> <<n3>> "-" "<<ua>>"',
        '<<ip>> - - [<<t_clf>>] "POST /login?phone=<<phone_cn>> HTTP/1.1" <<code>> <<n3>> "-" "-"',
    ),
    "nginx-error": (
        "<<t_ng>> [error] <<pid>>#0: *<<n6>> connect() failed (111: Connection refused) while connecting to "
        "upstream, client: <<ip>>, server: _, request: "
        '"GET /<<word>> HTTP/1.1", upstream: "http://<<ip_inner>>:<<port>>/<<word>>"',
        '<<t_ng>> [warn] <<pid>>#0: *<<n5>> limiting requests, excess: <<float>> by zone "one", client: '
        "<<ip6>>, server: www.example.org",
    ),
    "json-log": (
        '{"ts":"<<t_t>>","level":"info","svc":"<<svc>>","user":{"email":"<<email>>",'
        '"phone":"<<phone_intl>>"},"trace":"<<tid>>"}',
        '{"time":<<t_ms>>,"event":"device_bind","mac":"<<mac>>","fw":"<<ver3>>","imei":"<<imei>>"}',
        '{"time":<<t_s>>,"msg":"payment authorised","card":"<<card>>","amount":<<amount>>,"order":"<<order>>"}',
        '{"level":"debug","auth":"Bearer <<jwt>>","remote":"<<ip>>","dur_ms":<<n3>>}',
        '{"event":"push_register","token":"<<fcm>>","app":"<<ver4>>"}',
        '{"event":"ad","gaid":"<<gaid>>","android_id":"<<aid>>","ts":<<t_ms>>}',
        '{"type":"location","latlng":"<<gps>>","acc":<<n2>>,"ts":<<t_ms>>}',
        '{"name":"<<name_en>>","address":"<<addr_en>>","dob":"<<dob_iso>>","ver":"<<ver3>>"}',
        '{"sim":{"imsi":"<<imsi>>","iccid":"<<iccid>>"},"build":"<<ver4>>"}',
        '{"wifi":{"ssid":"<<ssid>>","bssid":"<<bssid>>"},"rssi":-<<n2>>}',
    ),
    "key-value": (
        "<<t_iso>> level=info msg=signup email=<<email>> ip=<<ip>> dur=<<n3>>ms",
        "ts=<<t_s>> uid=<<uid>> mobile=<<phone_cn>> sms=sent trace=<<uuid>>",
        "<<t_iso>> user_login user=<<email>> session=<<sess>> status=ok",
        "level=warn password=<<pwd>> attempt=<<n2>> svc=<<svc>>",
        "device mac=<<mac_plain>> imei=<<imei>> build=<<ver4>>",
        "event=pay iban=<<iban>> amount=<<amount>> currency=EUR ref=<<order_po>>",
        "idcard=<<cn_id>> result=pass cost=<<n3>>ms req=<<tid>>",
        "apns_token=<<apns>> topic=com.example.app build=<<n5>>",
    ),
    "syslog": (
        "<<t_sys>> gw01 sshd[<<pid>>]: Failed password for invalid user admin from <<ip>> port <<n5>> ssh2",
        "<<t_sys>> ap-3 hostapd: wlan0: STA <<mac>> IEEE 802.11: associated",
        "<<t_sys>> dhcpd[<<pid>>]: DHCPACK on <<ip_inner>> to <<mac>> via eth1",
        "<<t_sys>> mx1 postfix/smtp[<<pid>>]: to=<<<email>>>, relay=mx.example.net, delay=<<n2>>, status=sent",
        "<<t_sys>> core-sw %SYS-5: host <<mac_dot>> moved from port Gi1/0/<<n2>>",
    ),
    "logcat": (
        "<<t_cat>> <<pid>> <<pid>> D BleService: connect to <<mac>> gatt status=0",
        "<<t_cat>> <<pid>> <<pid>> I Telephony: imei=<<imei>> imsi=<<imsi>>",
        "<<t_cat>> <<pid>> <<pid>> D LocationMgr: fix <<gps>> acc=<<n2>>.0",
        "<<t_cat>> <<pid>> <<pid>> V LoginApi: login phone:<<phone_cn>> pwd:<<pwd>>",
        "<<t_cat>> <<pid>> <<pid>> I FirebaseMsg: new token <<fcm>>",
        '<<t_cat>> <<pid>> <<pid>> I Wifi: connected ssid="<<ssid>>" bssid=<<bssid>> rssi=-<<n2>>',
    ),
    "java-trace": (
        "<<t_comma>> ERROR [<<svc>>] UserNotFoundException: no user for e-mail <<email>>\n\tat "
        "com.example.<<word>>.UserDao.find(UserDao.java:<<n3>>)\n\tat "
        "com.example.<<word>>.Api.call(Api.java:<<n3>>)",
        "<<t_comma>> WARN PaymentException: card <<card>> declined (code <<n2>>)\n\tat "
        "com.example.pay.Gateway.charge(Gateway.java:<<n3>>)",
        "java.lang.IllegalArgumentException: bad phone <<phone_intl>>\n\tat "
        "com.example.sms.Sender.send(Sender.java:<<n3>>)",
    ),
    "sql": (
        "INSERT INTO users (id, email, phone) VALUES (<<uid>>, '<<email>>', '<<phone_cn86>>');",
        "<<t_iso>> UTC [<<pid>>] LOG: statement: SELECT * FROM customers WHERE email = '<<email>>' LIMIT <<n2>>",
        "UPDATE member SET id_card='<<cn_id>>', mobile='<<phone_cn>>' WHERE id=<<uid>>;",
        "INSERT INTO accounts(pw) VALUES ('<<bcrypt>>')",
    ),
    "url": (
        "https://app.example/unsubscribe?mail=<<email|url>>&c=<<n5>>",
        "https://api.example/v<<n2>>/user?mobile=<<phone_intl|url>>&sign=<<md5>>",
        "https://maps.example/?q=<<gps>>&z=15",
        "GET /cb?access_token=<<goauth>>&state=<<short>> HTTP/1.1",
        "myapp://bind?imei=<<imei>>&mac=<<mac|url>>&v=<<ver3>>",
    ),
    "headers": (
        "Authorization: Bearer <<jwt>>",
        "Authorization: Bearer <<bearer>>",
        "Cookie: _ga=<<cookie_ga>>; theme=dark; PHPSESSID=<<cookie_php>>",
        "X-Forwarded-For: <<ip>>\nX-Request-Id: <<uuid>>",
        "Set-Cookie: PHPSESSID=<<cookie_php>>; path=/; HttpOnly",
        "X-Api-Key: <<apikey>>\nAccept: */*",
        "User-Agent: <<ua>>\nX-Real-IP: <<ip6>>",
    ),
    "ticket-en": (
        "Hi, my name is <<name_en>> and my order <<order_po>> never came. Please call <<phone_us>> or write "
        "to <<email>>.",
        "Customer <<name_en>> (born <<dob_us>>) lives at <<addr_en>>. Version <<ver3>> crashes.",
        "Please refund to my card <<card_sp>>, the amount was <<amount>> USD on <<t_iso>>.",
        "My SSN is <<ssn>> and I need form <<n3>> again. Thanks, <<name_en>>",
        "IMEI <<imei>> was blocked, serial of the charger is <<sku>>. Mail me: <<email_up>>",
        "Passport <<passport>> of the traveller, DOB: <<dob_iso>>, flight <<n3>>.",
        "PAN <<pan>> and Aadhaar <<aadhaar>> are attached, phone <<phone_intl>>.",
        "Last fix was at <<gps_sp>> before the watch (fw <<ver3>>) lost signal.",
    ),
    "ticket-de": (
        "Guten Tag, ich bin <<name_de>>, wohne in <<addr_de>> und bitte um Rückruf unter <<phone_de>>.",
        "Bitte überweisen Sie <<amount_de>> EUR auf <<iban_sp>>. Rechnung <<order>>.",
        "Geburtsdatum: <<dob_de>>, Steuer-ID: <<steuer>>, Vorgang <<n6>>",
        "Kunde <<name_de>>, geb. am <<dob_de>>, E-Mail <<email>>, Gerät <<mac>>.",
        "RÜCKRUF BITTE AN <<phone_de>>, MAIL <<email_up>>",
    ),
    "ticket-zh": (
        "电话<<phone_cn>>请尽快联系",
        "您好，我叫<<name_zh>>，手机号<<phone_cn>>，订单<<order>>还没有到。",
        "收货地址：<<addr_zh>>，联系人<<name_zh>>，电话：<<phone_cn86>>",
        "身份证号<<cn_id>>，出生日期：<<dob_zh>>，请核实。",
        "邮箱是<<email>>，设备MAC：<<mac>>，版本<<ver3>>",
        "银行卡号<<card>>已解绑，金额<<amount>>元",
        "护照号码：<<passport>>，手机<<phone_cn>>",
        "登录IP:<<ip>>,时间:<<t_iso>>,账号:<<email>>",
    ),
    "ticket-eu": (
        "Mi DNI es <<dni>> y mi correo <<email>>, pedido <<order_po>>.",
        "Numéro de sécurité sociale : <<nir>>, dossier <<n6>>",
        "Codice fiscale: <<cf>>, pratica <<n5>>",
        "PESEL: <<pesel>>, numer sprawy <<n6>>",
        "Personnummer <<pnr>>, ärende <<n6>>",
        "Henkilötunnus: <<hetu>>, tilaus <<n5>>",
        "BSN: <<bsn>>, zaak <<n6>>",
    ),
    "chat": (
        "lol my new number is <<phone_us>> save it",
        "send it to <<email>> pls",
        "my pw is <<pwd>> dont tell",
        "meet at <<gps_sp>>, <<phrase>>",
        "加我手机<<phone_cn>>",
        "meine nummer: <<phone_de>> :)",
        "iban <<iban>> thx",
        "ok <<email>>, or call <<phone_intl>>",
    ),
    "csv-line": (
        "<<n6>>,<<email>>,<<phone_intl>>,<<amount>>,<<t_iso>>",
        "<<uuid>>;<<mac>>;<<ip>>;<<ver3>>;OK",
        "<<n5>>|<<imei>>|<<ver4>>|<<t_s>>",
        "<<t_s>>,<<ip>>,<<n3>>,<<short>>",
        "<<n6>>\t<<cn_id>>\t<<phone_cn>>\t<<n2>>",
    ),
    "secret-text": (
        "<<pem>>",
        "export API_KEY=<<apikey>>",
        "db.password=<<pwd>>\ndb.pool=<<n2>>",
        "root:<<bcrypt>>:<<n5>>:0:99999:7:::",
        'config: {"secret":"<<apikey>>","v":"<<ver3>>"}',
    ),
    "nested": (
        'msg="{\\"email\\":\\"<<email>>\\",\\"v\\":\\"<<ver3>>\\"}" trace=<<tid>>',
        "<req><id><<n6>></id><mobile><<phone_cn>></mobile><ip><<ip>></ip></req>",
        "body=v%3D1%26email%3D<<email|url>>%26ts%3D<<t_ms>>",
        "[<<t_iso>>] payload={mac=<<mac>>, latlng=<<gps>>, v=<<ver3>>}",
    ),
}
