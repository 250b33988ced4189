"""Clean columns of trade, goods, culture, language, geography and statistics."""

from __future__ import annotations

from random import Random

from . import checkdigits as cd
from . import gen_ids as g
from . import names_chinese as zh
from . import names_things as th
from .clean_tech import s
from .model import Value
from .rng import digits, pick, upper, uuid4
from .tablekit import Group, choose, each, enum_sets, normal, one_of


def company(r: Random) -> Value:
    """A company name."""
    if r.random() < 0.15:
        return f"{pick(r, zh.CITIES)}{pick(r, th.ZH_COMPANY_HEAD)}{pick(r, th.ZH_COMPANY)}有限公司"
    return f"{pick(r, th.COMPANY_HEADS)} {pick(r, th.COMPANY_NOUNS)} {pick(r, th.COMPANY_FORMS)}"


def product(r: Random) -> Value:
    """A product name."""
    return f"{pick(r, th.PRODUCT_HEADS)} {pick(r, th.PRODUCT_NOUNS)}" + (
        f" {r.randrange(1, 30) * 50}" if r.random() < 0.4 else ""
    )


def isbn(r: Random) -> Value:
    """ISBN-10 or ISBN-13."""
    if r.random() < 0.5:
        body = digits(r, 9)
        return body + cd.isbn10_digit(body)
    body = "978" + digits(r, 9)
    return body + cd.ean_digit(body)


def sscc(r: Random) -> Value:
    """Number of a pallet."""
    body = "3" + digits(r, 16)
    return body + cd.ean_digit(body)


GOODS = (
    s(
        "sku",
        "en sku item_no article_no part_number product_code mpn | de artikelnummer | zh 商品编码 | es codigo_articulo",
        choose(
            each(lambda r: f"{upper(r, 2)}-{digits(r, 5)}"),
            each(lambda r: f"{upper(r, 3)}{digits(r, 4)}-{upper(r, 1)}"),
            each(lambda r: digits(r, 8)),
        ),
        50,
    ),
    s(
        "ean",
        "en ean ean13 barcode gtin upc | de ean_code | zh 条形码 | es codigo_barras",
        choose(each(g.ean13), each(lambda r: int(g.ean13(r)))),
        40,
    ),
    s(
        "product-name",
        "en name product_name title item_description product label | de artikelbezeichnung | zh 商品名称 "
        "产品名称 | es nombre_producto",
        each(product),
        50,
    ),
    s("product-with-person-name", "en name product_name title brand item", one_of(*th.BRANDS_WITH_PERSON_NAMES)),
    s(
        "price",
        "en price unit_price list_price amount cost msrp | de preis | zh 单价 价格 | es precio",
        choose(normal(49, 40, 0.5, 900, 2), normal(4990, 2500, 50, 99000)),
        40,
    ),
    s(
        "quantity",
        "en quantity qty stock on_hand reorder_level | de menge bestand | zh 库存 数量 | es cantidad",
        normal(120, 90, 0, 900),
        40,
    ),
    s(
        "parcel-weight",
        "en weight weight_kg gross_weight net_weight parcel_weight | de gewicht | zh 包裹重量 毛重",
        choose(normal(4, 2, 0.1, 31, 2), normal(70, 20, 5, 150, 1)),
        30,
    ),
    s(
        "parcel-size",
        "en height_cm+width_cm box_height+box_length height+depth",
        lambda ctx: [[ctx.r.randrange(5, 200) for _ in range(ctx.n)], [ctx.r.randrange(5, 120) for _ in range(ctx.n)]],
        14,
    ),
    s("food-calories", "en calories kcal kcal_per_100g energy_kcal calories_per_serving", normal(280, 150, 10, 900)),
    s("food-name", "en food_name name ingredient dish", one_of(*th.FOODS)),
    s(
        "currency",
        "en currency currency_code ccy | de waehrung | zh 币种",
        enum_sets(("EUR", "USD", "CNY"), ("GBP", "JPY", "INR")),
    ),
    s(
        "colour-shade",
        "en shade color_depth tone finish",
        enum_sets(("light", "deep", "medium"), ("deep", "light", "rem", "mid"), ("matte", "gloss")),
    ),
    s(
        "category-code",
        "en category category_code department_code group_code hs_code",
        choose(one_of("HOME", "TOYS", "GARDEN", "TOOLS"), each(lambda r: f"{r.randrange(1000, 9700)}.{digits(r, 2)}")),
    ),
    s("tax", "en tax_rate discount_pct margin vat_rate markup", enum_sets((7, 19), (0.05, 0.2), (4, 10, 21))),
    s(
        "material-religion",
        "en union_type joint_union pipe_union cross_type",
        enum_sets(("threaded", "welded"), ("flat", "phillips"), ("hex", "round")),
    ),
    s(
        "shoe-size",
        "en size size_eu shoe_size garment_size",
        enum_sets(("S", "M", "L", "XL"), (38, 39, 40, 41, 42), ("36/32", "34/32")),
    ),
    s("isbn", "en isbn isbn13 book_code isbn10", each(isbn), 40),
    s(
        "order-no",
        "en purchase_order_no po_number transfer_order_no restock_order batch_order_id | de "
        "bestellnr_lager | zh 采购单号",
        choose(
            each(lambda r: f"PO{digits(r, 8)}"),
            each(lambda r: 45_000_000_00 + r.randrange(10**7)),
            each(uuid4),
            each(lambda r: f"20{r.randrange(18, 25)}{digits(r, 8)}"),
        ),
        50,
    ),
    s(
        "rating-of-product",
        "en avg_rating stars review_count popularity_rank",
        choose(normal(4, 0.5, 1, 5, 1), normal(90, 70, 0, 900)),
        24,
    ),
    s(
        "supplier",
        "en supplier vendor manufacturer company_name brand_owner name | de lieferant hersteller | zh "
        "供应商 厂商 | es proveedor",
        each(company),
        50,
    ),
    s(
        "warehouse-city",
        "en warehouse_city port_of_origin depot_city hub_location plant_city | de lagerort_stadt | zh 仓库城市",
        choose(one_of(*th.WORLD_CITIES[:18]), one_of(*zh.CITIES[:20])),
        30,
    ),
    s(
        "origin-country",
        "en country_of_origin made_in ship_from_country manufacturing_country | zh 产地",
        choose(one_of(*th.ISO2), one_of(*th.COUNTRIES)),
        24,
    ),
    s(
        "pallet",
        "en sscc pallet_id container_no tracking_batch bin_location",
        choose(
            each(sscc),
            each(lambda r: f"{upper(r, 3)}U{digits(r, 7)}"),
            each(lambda r: f"{upper(r, 1)}{r.randrange(1, 40):02d}-{r.randrange(1, 9)}-{r.randrange(1, 6)}"),
        ),
    ),
)

_COMMON = (
    s("duration", "en duration length_sec runtime_min running_time", normal(210, 60, 40, 620)),
    s("genre", "en genre style category shelf", one_of("rock", "jazz", "drama", "comedy", "classical", "documentary")),
    s("year", "en release_year year published edition_year", normal(1994, 15, 1920, 2023)),
)
MUSIC = (
    s("song-title", "en title track_title song name work_title", one_of(*th.SONGS), 40),
    s("tempo", "en bpm tempo beats_per_minute track_bpm", normal(122, 22, 60, 190), 36),
    *_COMMON,
)
FILM = (
    s("film-title", "en title film_title movie name original_title", one_of(*th.FILMS), 40),
    s(
        "font-weight",
        "en subtitle_font_weight line_height letter_height font_weight",
        enum_sets((400, 500, 700), (1.2, 1.5, 1.6)),
    ),
    *_COMMON,
)
WORDS = (
    s(
        "noun-gender",
        "en gender genus noun_gender grammatical_gender",
        enum_sets(("m", "f", "n"), ("masculine", "feminine", "neuter"), ("der", "die", "das")),
    ),
    s(
        "lemma",
        "en word lemma headword token stem",
        one_of("run", "house", "quick", "Haus", "Tisch", "casa", "verde", "sleep", "stress", "heart", "pulse"),
    ),
    s(
        "rem-comment",
        "en rem comment_code remark_kind note_type",
        enum_sets(("rem", "todo", "fixme"), ("rem", "light", "deep")),
    ),
    s("frequency", "en corpus_freq frequency rank count_per_million", normal(340, 300, 1, 9000)),
    s(
        "language-of-text",
        "en source_language dictionary_lang corpus_lang",
        enum_sets(("eng", "deu", "spa"), ("zh", "ja")),
    ),
)
NATURE = (
    s(
        "species",
        "en species common_name plant_name name",
        one_of(
            "Quercus robur", "Tilia cordata", "Black-eyed Susan", "Sweet William", "Daisy", "Red Robin", "Jack pine"
        ),
    ),
    s("tree-age", "en age tree_age age_years plant_age", normal(38, 20, 1, 120), 36),
    s("tree-height", "en height height_m trunk_girth_cm crown_width", normal(14, 6, 1, 45, 1), 36),
)
CONNECTORS = (
    s(
        "connector-gender",
        "en gender connector_gender plug_gender fitting_gender",
        enum_sets(("male", "female"), ("M", "F")),
    ),
    s(
        "thread",
        "en thread_size pitch_mm pin_count rated_volts",
        enum_sets(("M8", "M12", "M20"), (4, 9, 15, 25), (30, 60, 230)),
    ),
)

PUBLIC = (
    s(
        "date-of-statistics",
        "en period report_month quarter reporting_date",
        choose(
            each(lambda r: f"20{r.randrange(10, 24)}-{r.randrange(1, 13):02d}"),
            each(lambda r: f"{r.randrange(2005, 2024)}Q{r.randrange(1, 5)}"),
        ),
    ),
    s(
        "population",
        "en population households births_total inhabitants visitors_total | de einwohnerzahl | zh 人口总数",
        normal(180_000, 120_000, 900, 900_000),
    ),
    s("statistic-share", "en share_pct unemployment_rate turnout percent_change", normal(24, 12, 0, 100, 1)),
    s("exchange-rate", "en rate fx_rate index_value close open_price", normal(1.12, 0.2, 0.5, 9, 4)),
    s(
        "weather",
        "en air_temperature temperature_c humidity wind_speed rainfall_mm | de lufttemperatur | zh 气温",
        choose(normal(14, 8, -18, 38, 1), normal(64, 16, 20, 100)),
    ),
    s(
        "station-id",
        "en weather_station_id gauge_id stop_id segment_id",
        each(lambda r: f"{upper(r, 2)}{digits(r, 5)}"),
    ),
    s("bus-line", "en line route_no bus_line tram", one_of("12", "M4", "S1", "U6", "N7", "104")),
    s(
        "law-paragraph",
        "en paragraph section clause article_of_law",
        each(lambda r: f"§ {r.randrange(1, 400)}" + pick(r, ["", "a", " Abs. 2"])),
    ),
    s(
        "building-height",
        "en building_height roof_height bridge_height tower_height_m | de gebaeudehoehe | zh 楼高",
        normal(38, 25, 4, 300, 1),
    ),
    s(
        "project-pace",
        "en pace sprint_pace project_pace velocity",
        choose(normal(24, 6, 5, 60), enum_sets(("on track", "slow", "fast"))),
    ),
    s(
        "project-name",
        "en project_name name initiative code_name",
        one_of("Apollo", "Phoenix", "Blue Whale", "Migration 2024", "Project Mercury", "Green Roof", "Northern Light"),
    ),
    s("budget", "en budget spend funds_allocated cost_center_total", normal(84_000, 50_000, 500, 900_000, 2)),
    s(
        "cost-centre",
        "en cost_center gl_account ledger_code account_code",
        each(lambda r: str(r.randrange(4000, 8999) * 100)),
        30,
    ),
    s("year-count", "en day_of_year week_no fiscal_week days_open", normal(180, 90, 1, 366)),
    s("building-age", "en building_age bridge_age pipe_age_years road_age", normal(38, 20, 1, 120), 36),
    s("polygon-area", "en area_m2 perimeter_m zone_area acreage", normal(5400, 3000, 20, 90_000, 1)),
    s("traffic-count", "en vehicle_count cars_per_hour queue_length axle_count", normal(420, 250, 0, 3000)),
    s("statistic-score", "en score index quality_score esg_score grade_of_road", normal(62, 14, 0, 100, 1)),
    s(
        "time-of-day",
        "en open_time departure slot time_slot",
        each(lambda r: f"{r.randrange(24):02d}:{r.randrange(60):02d}"),
    ),
)

GROUPS = (
    Group(
        "goods",
        "en products catalog_items inventory stock_movements price_list suppliers warehouse_bins "
        "purchase_orders food_items | de artikel lager | zh 商品表 库存表 | es productos inventario",
        "",
        0.0,
        GOODS,
    ),
    Group("music", "en tracks music_library songs playlist_catalog audio_catalogue", "", 0.0, MUSIC),
    Group("film", "en films movies film_catalogue broadcast_titles", "", 0.0, FILM),
    Group("words", "en dictionary lexicon nouns word_forms", "", 0.0, WORDS),
    Group("nature", "en trees plant_list park_trees species_list", "", 0.0, NATURE),
    Group("connectors", "en connectors cable_assemblies pipe_fittings adapters", "", 0.0, CONNECTORS),
    Group(
        "public",
        "en city_statistics weather_observations road_segments budget_lines exchange_rates bus_stops "
        "building_register projects | de stadtstatistik | zh 城市统计",
        "",
        0.0,
        PUBLIC,
    ),
)
