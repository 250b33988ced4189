"""Templates of texts without personal data but full of look-alikes."""

from __future__ import annotations

CLEAN: dict[str, tuple[str, ...]] = {
    "clean-json": (
        '{"ts":"<<t_t>>","svc":"<<svc>>","build":"<<ver4>>","commit":"<<sha1>>","dur_ms":<<n3>>}',
        '{"order":"<<order16>>","sku":"<<sku>>","ean":"<<ean>>","price":<<amount>>}',
        '{"trace_id":"<<md5>>","span_id":"<<tid>>","status":<<code>>,"start_us":<<t_ms>><<n3>>}',
        '{"job":"<<uuid>>","rows":<<n6>>,"ratio":<<float>>,"score":[<<float>>,<<float>>]}',
        '{"cert":{"sha1":"<<fp>>","serial":"<<tid>>"},"ok":true}',
        '{"metric":"cpu","value":<<float>>,"ts":<<t_ms>>,"host":"<<svc>>-07"}',
    ),
    "clean-kv": (
        "<<t_iso>> level=info msg=deploy version=<<ver4>> image=sha256:<<sha256>>",
        "ts=<<t_s>> job=<<uuid>> rows=<<n6>> took=<<n3>>ms",
        "cache hit ratio=<<pct>> age=<<n3>>s key=<<md5>>",
        "level=warn retry=<<n2>> sleep=<<n3>>ms svc=<<svc>> req=<<tid>>",
        "event=restock po=<<order_po>> ean=<<ean>> qty=<<n3>>",
        "gc pause=<<float>>ms heap=<<n5>>K->  <<n5>>K",
    ),
    "clean-syslog": (
        "<<t_sys>> db1 kernel: [<<n5>>.<<n6>>] usb 1-<<n2>>: new high-speed device",
        "<<t_sys>> cron[<<pid>>]: job <<word>> finished in <<n3>> s",
        "<<t_sys>> app <<svc>>[<<pid>>]: version <<ver3>> started on port <<port>>",
        "<<t_sys>> fw loader: image <<ver4>> crc <<hex8>> ok",
    ),
    "clean-logcat": (
        "<<t_cat>> <<pid>> <<pid>> D Choreographer: skipped <<n2>> frames",
        "<<t_cat>> <<pid>> <<pid>> I PackageManager: dex2oat <<ver3>> took <<n3>>ms",
        "<<t_cat>> <<pid>> <<pid>> W Surface: size <<size>> handle <<hex12>>",
        "<<t_cat>> <<pid>> <<pid>> D Fw: build <<ver4>> hash <<short>>",
    ),
    "clean-trace": (
        "<<t_comma>> ERROR [<<svc>>] java.lang.NullPointerException\n\tat "
        "com.example.<<word>>.Job.run(Job.java:<<n3>>)\n\tat java.base/"
        "java.lang.Thread.run(Thread.java:<<n3>>)",
        'Traceback (most recent call last):\n  File "/srv/app/<<word>>.py", line <<n3>>, in '
        "run\nValueError: invalid literal '<<word>>' at <<hex12>>",
        "panic: runtime error: index out of range [<<n2>>] with length <<n2>>\ngoroutine <<n3>> [running]: "
        "main.<<word>>(<<hex12>>)",
    ),
    "clean-sql": (
        "SELECT sku, ean, price FROM products WHERE ean = '<<ean>>' AND price > <<amount>>;",
        "INSERT INTO builds VALUES (<<n6>>, '<<sha1>>', '<<ver4>>', <<t_s>>);",
        "DELETE FROM sessions_tmp WHERE created < <<t_ms>>; -- <<n5>> rows",
        "UPDATE stock SET qty=<<n3>> WHERE sku='<<sku>>' AND bin='<<room>>'",
    ),
    "clean-url": (
        "https://cdn.example/assets/app.<<short>>.js?v=<<ver4>>",
        "GET /health HTTP/1.1 <<code>> <<n3>>",
        "https://shop.example/p/<<ean>>?size=<<size>>&ts=<<t_ms>>",
        "https://git.example/repo/commit/<<sha1>>",
        "/img/<<md5>>_<<size>>.webp?t=<<t_s>>",
    ),
    "clean-headers": (
        'ETag: "<<md5>>"\nContent-Length: <<n5>>',
        "X-Request-Id: <<uuid>>",
        "Server: nginx/<<ver3>>",
        'If-None-Match: W/"<<tid>>"',
        "Digest: sha-256=<<sha256>>",
        "Cache-Control: max-age=<<n5>>",
    ),
    "clean-ticket": (
        "The <<prod>> (article <<sku>>) arrived broken, order <<order>>, total <<amount>> USD.",
        "App version <<ver4>> crashes after the update to <<ver3>>. <<phrase>>.",
        "Please reorder <<n3>> pieces of <<ean>>, price <<amount>> each.",
        "ISBN <<isbn>> is out of stock until week <<n2>>. <<phrase>>.",
        "Ticket #<<n6>>: <<phrase>>. Error code <<hex8>>.",
        "Room <<room>> booked, projector firmware <<ver3>>, meeting id <<order16>>.",
    ),
    "clean-de": (
        "Die Bestellung <<order>> über <<amount_de>> EUR ist unterwegs, Artikel <<sku>>.",
        "Fehler <<hex8>> im Modul <<svc>>, Version <<ver4>>, Auslastung <<pct>>.",
        "Rechnung <<order_po>> vom <<t_iso>>, Betrag <<amount_de>> EUR",
        "Zertifikat mit Fingerabdruck <<fp>> läuft bald ab.",
    ),
    "clean-zh": (
        "订单<<order>>已发货，商品编码<<ean>>，金额<<amount>>元",
        "系统版本<<ver4>>升级失败，错误码<<hex8>>",
        "服务<<svc>>耗时<<n3>>毫秒，请求<<tid>>",
        "库存<<n5>>件，批次<<order16>>，时间戳<<t_ms>>",
        "固件<<ver3>>校验值<<sha256>>",
    ),
    "clean-chat": (
        "build <<ver4>> is out, sha <<short>>",
        "<<phrase>>",
        "rolled back to <<ver3>>, cpu at <<pct>>",
        "<<phrase>> <<n3>> times, ratio <<float>>",
        "job <<uuid>> is stuck since <<t_iso>>",
    ),
    "clean-csv": (
        "<<n6>>,<<sku>>,<<ean>>,<<amount>>,<<t_iso>>",
        "<<uuid>>;<<ver4>>;<<sha1>>;OK",
        "<<t_s>>,<<amount>>,<<pct>>,<<n3>>",
        "<<order16>>|<<order_po>>|<<n2>>|<<t_ms>>",
        "<<word>>\t<<float>>\t<<pct>>\t<<hex8>>",
    ),
    "clean-access": (
        'health-probe - - [<<t_clf>>] "GET /<<svc>>/ready HTTP/1.1" <<code>> <<n3>>',
        '[<<t_clf>>] "GET /static/<<sha1>>.css HTTP/2.0" <<code>> <<n5>> rt=<<float>>',
        "<<t_ng>> [notice] <<pid>>#<<pid>>: nginx/<<ver3>> worker process <<pid>> exited with code 0",
    ),
}
