"""Forms of fields about devices, network and whereabouts of a person."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from . import gen_ids as g
from . import gen_tokens as t
from .model import Ctx, Gen, Spec, Value
from .rng import alnum, b64url, digits, hexs, pick, upper, uuid4
from .tablekit import Group, choose, each, enum_sets, formed, one_of, series

MAC_FORMS = ("colon", "COLON", "dash", "DASH", "dot", "plain", "PLAIN", "space")


def macs(*forms: str) -> Gen:
    """MAC addresses in one form."""
    return formed(forms, lambda r, f: g.mac_form(g.mac(r), f))


def mac_binary(ctx: Ctx) -> list[list[Value]]:
    """MAC addresses as six bytes or as an integer of 48 bits."""
    raw = [bytes.fromhex(g.mac(ctx.r)) for _ in range(ctx.n)]
    return [list(raw) if ctx.r.random() < 0.6 else [int.from_bytes(b, "big") for b in raw]]


def numbers(fn: str) -> Gen:
    """IMEI, IMSI, ICCID as text or as integer."""

    def gen(ctx: Ctx) -> list[list[Value]]:
        makers: dict[str, Callable[[Random], str]] = {
            "imei": g.imei,
            "imsi": g.imsi,
            "iccid": g.iccid,
            "iccid20": lambda r: g.iccid(r, 20),
        }
        out = [makers[fn](ctx.r) for _ in range(ctx.n)]
        if fn in ("imei", "imsi") and ctx.r.random() < 0.3 and not any(v.startswith("0") for v in out):
            return [[int(v) for v in out]]
        if fn == "imei" and ctx.r.random() < 0.25:
            return [[f"{v[:2]}-{v[2:8]}-{v[8:14]}-{v[14]}" for v in out]]
        return [list(out)]

    return gen


def here(ctx: Ctx, decimals: int) -> list[tuple[float, float]]:
    """Points near each other, or customers spread over a country."""
    r = ctx.r
    lat0, lon0 = pick(
        r,
        [
            (52.5, 13.4),
            (48.1, 11.6),
            (31.2, 121.5),
            (22.5, 114.1),
            (40.7, -74.0),
            (37.8, -122.4),
            (19.1, 72.9),
            (40.4, -3.7),
            (35.7, 139.7),
            (-33.9, 151.2),
        ],
    )
    wide = pick(r, [0.01, 0.05, 0.3, 2.0])
    return [(round(lat0 + r.gauss(0, wide), decimals), round(lon0 + r.gauss(0, wide), decimals)) for _ in range(ctx.n)]


def gps_pair(ctx: Ctx) -> list[list[Value]]:
    """Latitude and longitude in degrees or packed in integers (1e6, 1e7)."""
    points = here(ctx, ctx.r.choice((4, 5, 6, 7)))
    factor = ctx.r.choice((0, 0, 0, 10**6, 10**7))
    if factor:
        return [[round(a * factor) for a, _ in points], [round(b * factor) for _, b in points]]
    return [[a for a, _ in points], [b for _, b in points]]


def gps_text(ctx: Ctx) -> list[list[Value]]:
    """A position as text: WKT, GeoJSON, ISO 6709, NMEA, comma pair, JSON."""
    form = ctx.r.randrange(7)
    out: list[Value] = []
    for a, b in here(ctx, 5):
        ns, ew = "S" if a < 0 else "N", "W" if b < 0 else "E"
        dm = [f"{int(abs(x)):0{w}d}{abs(x) % 1 * 60:07.4f}" for x, w in ((a, 2), (b, 3))]
        out.append(
            [
                f"POINT({b} {a})",
                f'{{"type":"Point","coordinates":[{b},{a}]}}',
                f"{a:+09.5f}{b:+010.5f}/",
                f"$GPGGA,{ctx.r.randrange(24):02d}{ctx.r.randrange(60):02d}00.00,{dm[0]},{ns},{dm[1]},{ew},1,08,"
                f"1.0,{ctx.r.randrange(10, 400)}.0,M,,M,,",
                f"{a},{b}",
                f'{{"lat":{a},"lng":{b}}}',
                f"geo:{a},{b}",
            ][form]
        )
    return [out]


def track(ctx: Ctx) -> list[list[Value]]:
    """A whole track in a value: LINESTRING, JSON list, GPX points, encoded deltas."""
    form = ctx.r.randrange(4)
    out: list[Value] = []
    for _ in range(ctx.n):
        pts = here(Ctx(ctx.r, 6, ctx.lang), 5)
        out.append(
            [
                "LINESTRING(" + ", ".join(f"{b} {a}" for a, b in pts) + ")",
                "[" + ",".join(f"[{a},{b}]" for a, b in pts) + "]",
                "".join(f'<trkpt lat="{a}" lon="{b}"/>' for a, b in pts),
                ";".join(f"{a},{b}" for a, b in pts),
            ][form]
        )
    return [out]


def ips(ctx: Ctx) -> list[list[Value]]:
    """Client addresses: dotted, integer, IPv6."""
    form = ctx.r.randrange(5)
    if form == 0:
        return [[int.from_bytes(bytes(int(x) for x in g.ipv4(ctx.r).split(".")), "big") for _ in range(ctx.n)]]
    return [[g.ipv6(ctx.r) if form == 1 else g.ipv4(ctx.r) for _ in range(ctx.n)]]


def ips_text(ctx: Ctx) -> list[list[Value]]:
    """Client addresses as text."""
    six = ctx.r.random() < 0.35
    return [[g.ipv6(ctx.r) if six else g.ipv4(ctx.r) for _ in range(ctx.n)]]


def ssid(r: Random) -> Value:
    """Names of home and office networks."""
    return pick(
        r,
        [
            f"FRITZ!Box {r.randrange(5000, 7900)} {upper(r, 2)}",
            f"NETGEAR{r.randrange(10, 99)}",
            f"TP-LINK_{hexs(r, 4).upper()}",
            f"ChinaNet-{alnum(r, 4)}",
            f"{pick(r, ['Smith', 'Garcia', 'Weber', 'Lee'])} Family WiFi",
            f"CMCC-{alnum(r, 4)}",
            "eduroam",
            f"Vodafone-{hexs(r, 4).upper()}",
            f"JioFiber-{alnum(r, 5)}",
        ],
    )


CARRIERS = enum_sets(
    ("Vodafone", "Telekom.de", "O2"),
    ("中国移动", "中国联通", "中国电信"),
    ("AT&T", "Verizon", "T-Mobile"),
    ("Jio", "Airtel", "Vi"),
    ("46000", "46001", "46011"),
    ("Movistar", "Orange"),
)
NEAR = each(
    lambda r: (
        "["
        + ",".join(
            f'{{"mac":"{g.mac_form(g.mac(r), "COLON")}","rssi":-{r.randrange(40, 95)}}}'
            for _ in range(r.randrange(1, 4))
        )
        + "]"
    )
)
APPS = each(
    lambda r: ",".join(
        r.sample(
            [
                "com.whatsapp",
                "com.tencent.mm",
                "com.instagram.android",
                "com.spotify.music",
                "org.telegram.messenger",
                "com.strava",
                "com.taobao.taobao",
                "com.zhiliaoapp.musically",
                "com.linkedin.android",
            ],
            r.randrange(2, 6),
        )
    )
)

SPECS = (
    Spec(
        "mac",
        ("device.mac/device.identifier",),
        "en mac mac_address mac_addr device_mac bt_mac wlan_mac "
        "ble_address hw_addr | py mac_dizhi shebei_mac | zh MAC地址 设备MAC | de mac_adresse geraete_mac"
        " | es direccion_mac | ja MACアドレス",
        macs(*MAC_FORMS),
        20,
        20,
        dirt=False,
    ),
    Spec(
        "mac-binary",
        ("device.mac/device.identifier",),
        "en mac mac_bin mac_addr device_mac bt_addr | zh MAC地址 | de mac_binaer",
        mac_binary,
        12,
        cap=300,
        dirt=False,
    ),
    Spec(
        "imei",
        ("device.imei/device.identifier",),
        "en imei imei1 device_imei imei_no phone_imei imei_number | "
        "py shouji_imei | zh IMEI号 手机串号 | de imei_nr | es imei_movil",
        numbers("imei"),
        18,
        18,
    ),
    Spec(
        "imsi",
        ("device.imsi/device.sim",),
        "en imsi sim_imsi subscriber_imsi imsi_no | py ka_imsi | zh IMSI号 | de imsi_nr | es imsi_sim",
        numbers("imsi"),
        16,
        10,
        dirt=False,
    ),
    Spec(
        "iccid",
        ("device.iccid/device.sim",),
        "en iccid sim_iccid sim_serial sim_card_no icc_id | py sim_kahao | "
        "zh SIM卡号 ICCID号 | de sim_kartennummer | es num_tarjeta_sim",
        choose(numbers("iccid"), numbers("iccid20")),
        16,
        12,
    ),
    Spec(
        "sim",
        ("device.sim/network.carrier/device.iccid",),
        "en sim_state sim_info sim_slot_info sim_operator "
        "sim_country_iso dual_sim | zh SIM卡信息 | py sim_xinxi | de sim_daten",
        enum_sets(
            ("READY", "ABSENT", "PIN_REQUIRED"),
            ("26201", "26202", "46000"),
            ("slot0:READY;slot1:ABSENT", "slot0:READY;slot1:READY"),
        ),
        20,
        dirt=False,
    ),
    Spec(
        "serial",
        ("device.serial/device.identifier",),
        "en device_serial serial_no sn watch_serial phone_serial "
        "serial_number | py xuliehao shebei_xuliehao | zh 序列号 设备序列号 | de seriennummer geraete_sn | es num_serie",
        each(t.serial),
        24,
    ),
    Spec(
        "adid",
        ("device.advertising_id",),
        "en idfa gaid adid advertising_id oaid aaid ad_id | py guanggao_id | "
        "zh 广告标识符 | de werbe_id | es id_publicidad",
        formed(("l", "u", "hex"), lambda r, f: uuid4(r) if f == "l" else uuid4(r).upper() if f == "u" else hexs(r, 32)),
        28,
    ),
    Spec(
        "adid-mixed",
        ("device.advertising_id",),
        "en idfa gaid advertising_id oaid",
        each(lambda r: "00000000-0000-0000-0000-000000000000" if r.random() < 0.4 else uuid4(r).upper()),
        6,
        dirt=False,
        note="partly zero: opt-outs among real ids",
    ),
    Spec(
        "adid-zero",
        ("",),
        "en idfa gaid advertising_id oaid adid | zh 广告标识符 | de werbe_id",
        formed(("-", ""), lambda r, f: f.join("0" * k for k in (8, 4, 4, 4, 12))),
        24,
        dirt=False,
        level="must_not",
        note="all zero: everybody opted out, no id",
    ),
    Spec(
        "push",
        ("device.push_token/device.identifier",),
        "en push_token fcm_token apns_token device_token "
        "registration_id push_reg_id jpush_id | py tuisong_token | zh 推送令牌 | de push_kennung | es token_push",
        formed(("fcm", "apns", "hms", "jpush", "expo"), lambda r, f: t.push(r, f)),
        22,
    ),
    Spec(
        "push-fcm",
        ("device.push_token/device.identifier",),
        "en fcm_reg_token",
        formed(("fcm", "expo"), lambda r, f: t.push(r, f)),
        2,
        12,
        dirt=False,
    ),
    Spec(
        "install-id",
        ("device.installation_id/device.identifier",),
        "en installation_id install_id "
        "app_instance_id instance_id firebase_installation_id app_install_uuid | py anzhuang_id | zh 安装ID | de "
        "installations_id | es id_instalacion",
        choose(each(uuid4), each(lambda r: b64url(r, 22)), each(lambda r: hexs(r, 32))),
        26,
        dirt=False,
    ),
    Spec(
        "android-id",
        ("device.identifier/device",),
        "en android_id ssaid device_uuid device_id udid "
        "deviceId_vendor idfv | py shebei_id | zh 设备ID 设备标识 | de geraete_id | es id_dispositivo | ja 端末ID",
        choose(each(lambda r: hexs(r, 16)), each(lambda r: uuid4(r).upper()), each(lambda r: hexs(r, 40))),
        28,
    ),
    Spec(
        "fingerprint",
        ("device.fingerprint/device.identifier",),
        "en device_fingerprint browser_fingerprint "
        "canvas_hash fp_hash fingerprintjs_visitor_id device_print | zh 设备指纹 | py shebei_zhiwen | de "
        "geraete_fingerabdruck | es huella_dispositivo",
        choose(each(lambda r: hexs(r, 32)), each(lambda r: hexs(r, 64)), each(lambda r: alnum(r, 20))),
        24,
        dirt=False,
    ),
    Spec(
        "model",
        ("device.hardware/device",),
        "en device_model phone_model handset_model hardware_model "
        "model_name device_type_model | py shouji_xinghao | zh 手机型号 设备型号 | de geraetemodell | es "
        "modelo_dispositivo | ja 機種名",
        one_of(*t.MODELS[:12]),
        24,
    ),
    Spec(
        "os",
        ("device.os/device",),
        "en os_version device_os os platform_os phone_os | py xitong_banben | zh "
        "系统版本 手机系统 | de betriebssystem_geraet | es sistema_operativo",
        enum_sets(
            ("Android 13", "Android 12", "Android 11"),
            ("iOS 16.4", "iOS 17.1", "iOS 15.7.2"),
            ("Android", "iOS"),
            ("HarmonyOS 3.0", "Android 10"),
        ),
        24,
    ),
    Spec(
        "firmware",
        ("device.firmware/device",),
        "en watch_firmware device_fw_version firmware_version fw_ver "
        "wearable_fw band_firmware | py gujian_banben | zh 固件版本 手表固件 | de firmware_stand | es version_firmware",
        enum_sets(
            ("2.14.0", "2.14.1", "2.13.7"),
            ("V1.0.3.22", "V1.0.3.18"),
            ("DG.1.44", "DG.1.45", "DG.1.51"),
            ("10.2.1.5_r3", "10.2.1.6_r1"),
        ),
        24,
        note="firmware of the watch or phone of a person",
    ),
    Spec(
        "apps",
        ("device.installed_apps",),
        "en installed_apps app_list package_list apps_installed "
        "installed_packages | py yingyong_liebiao | zh 已安装应用 应用列表 | de installierte_apps | es apps_instaladas",
        APPS,
        22,
    ),
    Spec(
        "clipboard",
        ("device.clipboard/content.user_submitted",),
        "en clipboard clipboard_text clipboard_content "
        "pasteboard clip_data last_copied_text | zh 剪贴板内容 | py jiantieban | de zwischenablage | es portapapeles",
        each(lambda r: pick(r, ["https://m.example/s/", "code ", "meet at ", "验证码 ", "IBAN? "]) + digits(r, 6)),
        20,
    ),
    Spec(
        "device-json",
        ("device/device.hardware/device.os/device.identifier",),
        "en device_info device_json "
        "client_device device_details handset | zh 设备信息 | py shebei_xinxi | de geraeteinfo",
        each(
            lambda r: (
                f'{{"model":"{pick(r, t.MODELS)}","os":"Android {r.randrange(9, 15)}","androidId":"{hexs(r, 16)}"}}'
            )
        ),
        22,
    ),
    Spec(
        "ip",
        ("network.ip",),
        "en ip ip_address client_ip remote_addr login_ip last_login_ip user_ip reg_ip | py "
        "denglu_ip | zh 登录IP IP地址 | de ip_adresse login_ip | es ip_cliente direccion_ip | ja IPアドレス",
        ips_text,
        24,
        16,
    ),
    Spec("ip-int", ("network.ip",), "en client_ip ip_num login_ip_int ip_long user_ip", ips, 8, dirt=False),
    Spec(
        "carrier",
        ("network.carrier/device.sim",),
        "en carrier mobile_carrier network_operator operator_name "
        "carrier_name mno | py yunyingshang | zh 运营商 手机运营商 | de mobilfunkanbieter | es operador_movil",
        CARRIERS,
        24,
    ),
    Spec(
        "isp",
        ("network.isp",),
        "en isp isp_name internet_provider user_isp as_org_client | py "
        "kuandai_yunyingshang | zh 宽带运营商 网络服务商 | de internetanbieter | es proveedor_internet",
        enum_sets(
            ("Comcast Cable", "Charter", "Cox"),
            ("Deutsche Telekom AG", "Vodafone Kabel"),
            ("China Telecom", "China Unicom"),
            ("Telefonica de Espana", "Orange ES"),
            ("BSNL", "ACT Fibernet"),
        ),
        22,
    ),
    Spec(
        "net-type",
        ("network.type",),
        "en network_type conn_type connection_type net_type access_network | py "
        "wangluo_leixing | zh 网络类型 联网方式 | de verbindungsart | es tipo_conexion",
        enum_sets(
            ("wifi", "4g", "5g"), ("WIFI", "LTE", "NR", "3G"), ("WIFI", "CELLULAR"), ("Wi-Fi", "mobile", "ethernet")
        ),
        24,
    ),
    Spec(
        "signal",
        ("network.signal/network.wifi_status",),
        "en signal_strength rssi rsrp_dbm wifi_rssi "
        "cell_signal signal_dbm | py xinhao_qiangdu | zh 信号强度 | de signalstaerke | es intensidad_senal",
        series(-112, -42, 6),
        24,
        dirt=False,
    ),
    Spec(
        "wifi-status",
        ("network.wifi_status/network.type",),
        "en wifi_enabled wifi_state wifi_connected "
        "wifi_status wlan_on | zh WiFi状态 | py wifi_zhuangtai | de wlan_status | es estado_wifi",
        enum_sets((True, False), ("CONNECTED", "DISCONNECTED", "SCANNING"), ("on", "off"), (0, 1)),
        22,
        dirt=False,
    ),
    Spec(
        "ssid",
        ("network.ssid",),
        "en ssid wifi_ssid wifi_name network_ssid connected_ssid wlan_name | py "
        "wifi_mingcheng | zh WiFi名称 | de wlan_name | es nombre_wifi red_wifi",
        each(ssid),
        26,
    ),
    Spec(
        "bssid",
        ("network.bssid/device.mac",),
        "en bssid wifi_bssid ap_mac router_mac connected_bssid "
        "access_point_mac | zh 路由器MAC | py luyouqi_mac | de wlan_bssid | es bssid_wifi",
        macs("colon", "COLON", "dash", "plain"),
        24,
    ),
    Spec(
        "nearby",
        ("network.nearby_devices/device.mac/network.bssid",),
        "en nearby_devices bt_scan_results "
        "wifi_scan_list nearby_bluetooth scan_devices visible_aps | zh 附近设备 周边WiFi | py fujin_shebei | de "
        "geraete_in_der_naehe | es dispositivos_cercanos",
        NEAR,
        22,
        cap=200,
    ),
    Spec(
        "network-json",
        ("network/network.ip/network.type/network.carrier",),
        "en network_info net_state connectivity_info net_env | zh 网络信息 | py wangluo_xinxi | de netzinfo",
        each(
            lambda r: (
                f'{{"type":"{pick(r, ["wifi", "4g", "5g"])}","ip":"{g.ipv4(r)}",'
                f'"carrier":"{pick(r, ["Vodafone", "CMCC", "Jio"])}"}}'
            )
        ),
        22,
    ),
    Spec(
        "gps-pair",
        ("location.gps", "location.gps"),
        "en latitude+longitude lat+lon lat+lng gps_lat+gps_lng "
        "geo_lat+geo_long y_lat+x_lon | py weidu+jingdu | zh 纬度+经度 | de breitengrad+laengengrad "
        "geo_breite+geo_laenge | es latitud+longitud | ja 緯度+経度",
        gps_pair,
        22,
        dirt=False,
    ),
    Spec(
        "gps-text",
        ("location.gps",),
        "en gps_position position coordinates location_wkt geo_point latlng "
        "last_location | py weizhi | zh 位置 经纬度 坐标 | de koordinaten standort | es coordenadas ubicacion",
        gps_text,
        16,
        14,
        dirt=False,
    ),
    Spec(
        "geohash",
        ("location.gps/location",),
        "en geohash user_geohash geohash9 location_geohash | zh 地理哈希",
        each(
            lambda r: (
                pick(r, ["u33d", "wx4g", "9q8y", "ezjm", "te7u"])
                + "".join(r.choices("0123456789bcdefghjkmnpqrstuvwxyz", k=5))
            )
        ),
        8,
        dirt=False,
    ),
    Spec(
        "track",
        ("location.track/location.gps",),
        "en track route gps_track trajectory route_points path_geojson "
        "movement_trace | py guiji yundong_guiji | zh 轨迹 运动轨迹 | de bewegungsspur strecke_gps | es recorrido_gps "
        "ruta",
        track,
        22,
        cap=120,
        dirt=False,
    ),
    Spec(
        "altitude",
        ("location.altitude/location.gps",),
        "en altitude altitude_m elevation gps_altitude "
        "alt_meters elevation_m | py haiba gaodu | zh 海拔 海拔高度 | de hoehe_ueber_nn | es altitud altitud_m",
        series(2, 1900, 15, 1),
        24,
        dirt=False,
    ),
    Spec(
        "place",
        ("location/location.city/contact.postal_address/location.track",),
        "en last_seen_place "
        "checkin_place visited_place current_location_name poi_visited whereabouts | zh 签到地点 当前位置 | py "
        "qiandao_didian | de aufenthaltsort | es lugar_visitado",
        one_of(
            "Central Park",
            "Gate B22, Munich Airport",
            "Gym, Lakeside Mall",
            "人民公园",
            "Starbucks 5th Ave",
            "Hauptbahnhof",
            "Plaza Mayor",
            "City Hospital",
        ),
        24,
    ),
)

TABLES = (
    "en user_devices app_sessions device_registrations login_history mobile_clients sdk_events "
    "handset_inventory_users user_locations phone_binding bound_devices"
    " | py yonghu_shebei denglu_rizhi | zh 用户设备 登录日志 设备绑定 | de nutzergeraete anmeldungen | es "
    "dispositivos_usuario sesiones | ja 端末登録"
)
GROUP = Group("device", TABLES, "users", 0.45, SPECS)
