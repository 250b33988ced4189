"""Forms of fields about body and health: wearables, clinics, cycle, medical data."""

from __future__ import annotations

from random import Random

from .model import Ctx, Spec, Value
from .rng import digits, pick, upper
from .tablekit import Group, choose, each, enum_sets, formed, normal, one_of, scaled, series, texty


def heart(ctx: Ctx) -> list[list[Value]]:
    """A heart rate that follows rest and sport."""
    r, x, rest = ctx.r, 70.0, ctx.r.uniform(52, 74)
    out: list[Value] = []
    goal = rest + 10
    for _ in range(ctx.n):
        if r.random() < 0.06:
            goal = r.choice((rest, rest + 15, rest + 40, rest + 80))
        x += (goal - x) * 0.3 + r.gauss(0, 2)
        out.append(int(min(196, max(42, x))))
    return [out]


def steps(ctx: Ctx) -> list[list[Value]]:
    """Steps of days."""
    return [[max(0, int(ctx.r.gauss(7200, 3600))) for _ in range(ctx.n)]]


def pressure(r: Random) -> Value:
    """Systolic/diastolic as clinics write it."""
    return f"{int(r.gauss(126, 13))}/{int(r.gauss(80, 9))}"


def two_pressures(ctx: Ctx) -> list[list[Value]]:
    """Systolic and diastolic."""
    high = [int(ctx.r.gauss(126, 13)) for _ in range(ctx.n)]
    return [list(high), [int(h * ctx.r.uniform(0.58, 0.7)) for h in high]]


def ecg(r: Random) -> Value:
    """A short run of millivolts."""
    wave = [0, 2, 10, 2, 0, -8, 105, -22, 0, 4, 22, 30, 18, 3, 0, 0]
    return "[" + ",".join(str((v + r.randrange(-3, 4)) / 100) for v in wave * 2) + "]"


ICD = [
    "E11.9",
    "I10",
    "J45.909",
    "F32.1",
    "M54.5",
    "K21.9",
    "N39.0",
    "G43.009",
    "E78.5",
    "J06.9",
    "F41.1",
    "C50.911",
    "I25.10",
    "B20",
    "O24.4",
    "L40.0",
    "H52.1",
    "R51",
    "Z34.0",
    "S82.1",
    "F10.2",
    "E66.9",
]
DISEASES = [
    "type 2 diabetes",
    "hypertension",
    "asthma",
    "depression",
    "migraine",
    "eczema",
    "epilepsy",
    "breast cancer",
    "COPD",
    "arthritis",
    "高血压",
    "糖尿病",
    "哮喘",
    "Bluthochdruck",
    "Rückenschmerzen",
]
DRUGS = [
    "Metformin 500 mg",
    "Ibuprofen 400 mg",
    "Lisinopril 10 mg",
    "Sertraline 50 mg",
    "Atorvastatin 20 mg",
    "Insulin glargine",
    "Omeprazole 20 mg",
    "Levothyroxine 75 mcg",
    "Salbutamol inhaler",
    "Amoxicillin 500 mg",
    "阿司匹林",
    "二甲双胍",
]

WEAR = (
    Spec(
        "heart-rate",
        ("health.heart_rate",),
        "en heart_rate hr hr_avg bpm heart_rate_bpm pulse_bpm resting_hr "
        "avg_hr hr_max hrValue | py xinlv pingjun_xinlv | zh 心率 平均心率"
        " | de herzfrequenz ruhepuls | es frecuencia_cardiaca pulsaciones | ja 心拍数",
        heart,
        28,
        dirt=False,
    ),
    Spec(
        "hrv",
        ("health.heart_rate/health.stress/health.recorded",),
        "en hrv rmssd hrv_ms heart_rate_variability hrv_rmssd | zh 心率变异性",
        series(20, 110, 6, 1),
        8,
        dirt=False,
    ),
    Spec(
        "sleep-minutes",
        ("health.sleep",),
        "en sleep_minutes deep_sleep_min rem_sleep_min sleep_duration "
        "total_sleep_min light_sleep_minutes | py shuimian_shichang shenshui | zh 睡眠时长 深睡时长"
        " | de schlafdauer tiefschlaf_min | es minutos_sueno | ja 睡眠時間",
        normal(410, 70, 60, 640),
        16,
        dirt=False,
    ),
    Spec(
        "sleep-stage",
        ("health.sleep",),
        "en sleep_stage sleep_state sleep_phase sleep_type | zh 睡眠阶段 | py "
        "shuimian_jieduan | de schlafphase | es fase_sueno",
        enum_sets(
            ("deep", "light", "rem", "awake"),
            ("N1", "N2", "N3", "REM", "W"),
            (1, 2, 3, 4),
            ("深睡", "浅睡", "清醒", "快速眼动"),
        ),
        12,
        dirt=False,
    ),
    Spec(
        "steps",
        ("health.activity",),
        "en steps step_count daily_steps total_steps stp_cnt stepCount | py bushu "
        "meiri_bushu | zh 步数 每日步数 | de schritte schrittzahl | es pasos"
        " | ja 歩数",
        steps,
        18,
        dirt=False,
    ),
    Spec(
        "activity-type",
        ("health.activity",),
        "en activity_type sport_type workout_kind exercise_type | zh 运动类型 |"
        " py yundong_leixing | de sportart | es tipo_ejercicio",
        enum_sets(
            ("running", "walking", "cycling", "swimming", "strength"),
            ("RUN", "RIDE", "SWIM", "HIKE"),
            ("跑步", "骑行", "游泳"),
        ),
        10,
        dirt=False,
    ),
    Spec(
        "stride",
        ("health.motion/health.activity",),
        "en stride_length stride_len_cm step_length_cm | py bufu | zh 步幅 | de schrittlaenge | es zancada_cm",
        series(62, 130, 5),
        10,
        dirt=False,
    ),
    Spec(
        "pace",
        ("health.motion/health.activity",),
        "en pace avg_pace pace_min_km running_pace | py peisu | zh 配速 "
        "平均配速 | de lauftempo_min_km | es ritmo_carrera",
        series(4.2, 7.9, 0.3, 2),
        10,
        dirt=False,
    ),
    Spec(
        "cadence",
        ("health.motion/health.activity",),
        "en running_cadence cadence_spm steps_per_minute swim_stroke_rate | py bupin | zh 步频 | de schrittfrequenz",
        series(140, 190, 4),
        10,
        dirt=False,
    ),
    Spec(
        "calories",
        ("health.energy",),
        "en calories calories_burned active_kcal energy_burned kcal_total "
        "cal_burn active_energy | py kaluli xiaohao_reliang | zh 消耗卡路里 热量消耗"
        " | de kalorienverbrauch verbrannte_kcal | es calorias_quemadas | ja 消費カロリー",
        choose(normal(480, 220, 30, 2800), scaled(normal(480, 220, 30, 2800), 1.003)),
        26,
        dirt=False,
    ),
    Spec(
        "spo2",
        ("health.spo2",),
        "en spo2 blood_oxygen oxygen_saturation spo2_pct sp_o2_avg o2_sat | py xueyang "
        "xueyang_baohedu | zh 血氧 血氧饱和度 | de sauerstoffsaettigung blutsauerstoff"
        " | es saturacion_oxigeno | ja 血中酸素",
        normal(96.6, 1.4, 82, 100),
        26,
        dirt=False,
    ),
    Spec(
        "stress",
        ("health.stress",),
        "en stress stress_level stress_score avg_stress stress_index body_stress | "
        "py yali_zhi yali | zh 压力 压力值 压力指数 | de stresslevel stresswert"
        " | es nivel_estres | ja ストレス",
        series(5, 95, 8),
        24,
        dirt=False,
    ),
    Spec(
        "respiration",
        ("health.respiration",),
        "en respiration_rate breathing_rate breaths_per_min resp_rate "
        "respiratory_rate rr_brpm | py huxi_pinlv | zh 呼吸频率 呼吸率 | de atemfrequenz"
        " | es frecuencia_respiratoria | ja 呼吸数",
        choose(series(9, 24, 1), series(9, 24, 0.8, 1)),
        24,
        dirt=False,
    ),
    Spec(
        "body-temp",
        ("health.temperature",),
        "en body_temp body_temperature skin_temp wrist_skin_temperature "
        "core_body_temp | py tiwen pifu_wendu | zh 体温 皮肤温度 | de koerpertemperatur"
        " | es temperatura_corporal | ja 体温",
        choose(series(35.8, 38.9, 0.2, 1), scaled(series(360, 386, 2), 0.1)),
        26,
        dirt=False,
    ),
    Spec(
        "ecg",
        ("health.ecg",),
        "en ecg ecg_waveform ecg_samples ekg_data ecg_trace ecg_lead1 ecg_raw | py "
        "xindiantu | zh 心电图 心电数据 | de ekg ekg_daten | es ecg_muestras",
        each(ecg),
        18,
        cap=80,
        dirt=False,
    ),
    Spec(
        "ecg-result",
        ("health.ecg/health.condition/health.heart_rate/health.medical",),
        "en ecg_classification ecg_result ekg_finding ecg_rhythm | zh 心电结果 | de ekg_befund",
        enum_sets(("sinusRhythm", "atrialFibrillation", "inconclusive"), ("normal", "AF", "low_hr")),
        8,
        dirt=False,
    ),
    Spec(
        "pressure-text",
        ("health.blood_pressure",),
        "en blood_pressure bp bp_reading blood_press | py xueya | zh "
        "血压 | de blutdruck | es presion_arterial tension_arterial | ja 血圧",
        each(pressure),
        16,
    ),
    Spec(
        "pressure-two",
        ("health.blood_pressure", "health.blood_pressure"),
        "en systolic+diastolic sys_bp+dia_bp "
        "bp_systolic+bp_diastolic sbp+dbp sys_mmhg+dia_mmhg"
        " | py shousuoya+shuzhangya | zh 收缩压+舒张压 高压+低压 | de systolisch+diastolisch | es sistolica+diastolica",
        two_pressures,
        14,
        dirt=False,
    ),
    Spec(
        "body-fat",
        ("health.body_composition/body",),
        "en body_fat body_fat_pct bmi muscle_mass fat_percentage "
        "visceral_fat bone_mass_kg | py tizhilv jirouliang | zh 体脂率 肌肉量 体脂"
        " | de koerperfett muskelmasse | es grasa_corporal | ja 体脂肪率",
        choose(normal(24, 6, 6, 48, 1), normal(25, 4, 16, 44, 1)),
        24,
        dirt=False,
    ),
    Spec(
        "vo2max",
        ("health.training/health.recorded",),
        "en vo2max vo2_max vo2max_estimate max_oxygen_uptake | zh 最大摄氧量 | de vo2max_wert",
        normal(46, 7, 24, 72, 1),
        12,
        dirt=False,
    ),
    Spec(
        "training",
        ("health.training/health.activity/health.recorded",),
        "en training_load acute_load ftp_watts "
        "training_stress_score weekly_training_load | py xunlian_fuhe"
        " | zh 训练负荷 | de trainingsbelastung | es carga_entrenamiento",
        normal(220, 90, 5, 600),
        14,
        dirt=False,
    ),
    Spec(
        "height",
        ("body.height",),
        "en height_cm body_height height user_height_cm stature_cm hgt_cm | py "
        "shengao | zh 身高 身高cm | de koerpergroesse groesse_cm | es estatura altura_cm | ja 身長",
        choose(normal(170, 9, 145, 204), normal(170, 9, 145, 204, 1), texty(normal(170, 9, 145, 204), " cm")),
        24,
        dirt=False,
    ),
    Spec(
        "weight",
        ("body.weight",),
        "en weight_kg body_weight weight user_weight wt_kg | py tizhong | zh 体重 体重kg |"
        " de koerpergewicht gewicht_kg | es peso_corporal peso_kg | ja 体重",
        choose(normal(72, 13, 42, 138, 1), normal(74, 12, 45, 130), texty(normal(72, 13, 42, 138, 1), " kg")),
        24,
        dirt=False,
    ),
    Spec(
        "body-size",
        ("body/health.body_composition",),
        "en waist_cm chest_cm hip_circumference bust_cm waistline "
        "abdominal_girth_cm | zh 腰围 胸围 臀围 | py yaowei xiongwei | de taillenumfang hueftumfang"
        " | es cintura_cm",
        normal(84, 11, 55, 130),
        20,
        dirt=False,
    ),
    Spec(
        "health-summary",
        ("health.recorded/health/health.heart_rate/health.activity/health.sleep",),
        "en "
        "daily_health_summary health_record wellness_data sensor_health_json vitals health_metrics | zh 健康数据 | "
        "py jiankang_shuju"
        " | de gesundheitsdaten | es datos_salud",
        each(
            lambda r: (
                f'{{"hr":{r.randrange(55, 110)},'
                f'"steps":{r.randrange(500, 15000)},"spo2":{r.randrange(92, 100)},'
                f'"sleepMin":{r.randrange(240, 560)}}}'
            )
        ),
        22,
    ),
)

MEDICAL = (
    Spec(
        "icd",
        ("health.condition/health.medical",),
        "en icd10 icd_code diagnosis_code dx_code primary_dx "
        "icd10_code | py zhenduan_bianma | zh 诊断编码 疾病编码 | de icd_schluessel diagnose_code | es cie10",
        one_of(*ICD),
        16,
    ),
    Spec(
        "diagnosis",
        ("health.condition/health.medical",),
        "en diagnosis condition disease illness "
        "medical_condition chronic_conditions | py zhenduan jibing | zh 诊断 疾病 病史 | de diagnose krankheit | es "
        "diagnostico enfermedad"
        " | ja 病名",
        one_of(*DISEASES),
        16,
    ),
    Spec(
        "drug",
        ("health.medication/health.medical",),
        "en medication drug_name prescription rx_name meds "
        "prescribed_drug | py yaowu yongyao | zh 药物 用药 处方 | de medikament verordnung | es medicamento receta | "
        "ja 処方薬",
        one_of(*DRUGS),
        26,
    ),
    Spec(
        "glucose",
        ("health.glucose",),
        "en glucose blood_glucose blood_sugar glucose_mgdl cgm_value "
        "fasting_glucose | py xuetang kongfu_xuetang | zh 血糖 空腹血糖 | de blutzucker glukose_mg_dl | es glucosa "
        "glucemia"
        " | ja 血糖値",
        choose(normal(118, 32, 55, 320), normal(6.1, 1.5, 3.1, 16, 1)),
        26,
        dirt=False,
    ),
    Spec(
        "blood-type",
        ("health.blood_type",),
        "en blood_type blood_group bloodgroup abo_rh blood_grp | py xuexing "
        "| zh 血型 | de blutgruppe | es grupo_sanguineo tipo_sangre | ja 血液型",
        enum_sets(
            ("A+", "A-", "B+", "B-", "AB+", "O+", "O-"),
            ("A", "B", "AB", "O"),
            ("A型", "B型", "O型", "AB型"),
            ("A Rh+", "0 Rh+", "B Rh-"),
        ),
        26,
    ),
    Spec(
        "mental-score",
        ("health.mental",),
        "en phq9_score gad7_score depression_score anxiety_score | zh 抑郁评分 "
        "焦虑评分 | de depressionswert | es puntuacion_depresion",
        normal(8, 5, 0, 27),
        14,
        dirt=False,
    ),
    Spec(
        "mood",
        ("health.mental",),
        "en mood mood_entry therapy_mood emotional_state | py qingxu | zh 情绪 心理状态 | "
        "de stimmung | es estado_animo",
        enum_sets(
            ("happy", "sad", "anxious", "calm"), ("开心", "焦虑", "低落", "平静"), ("good", "low", "depressed", "panic")
        ),
        12,
        dirt=False,
    ),
    Spec(
        "genetic",
        ("health.genetic",),
        "en genotype snp_call brca_variant dna_variant genetic_marker "
        "genome_rsid_call | py jiyin_xing | zh 基因型 基因检测结果 | de genotyp genvariante | es genotipo",
        formed(
            ("rs", "brca", "apoe"),
            lambda r, f: {
                "rs": f"rs{r.randrange(10**5, 10**8)}({pick(r, 'ACGT')};{pick(r, 'ACGT')})",
                "brca": f"BRCA{r.randrange(1, 3)}:c.{r.randrange(60, 9000)}{pick(r, ['del', 'dup', 'A>G', 'C>T'])}",
                "apoe": pick(r, ["e3/e3", "e3/e4", "e2/e3", "e4/e4"]),
            }[f],
        ),
        24,
    ),
    Spec(
        "lifestyle",
        ("health.lifestyle",),
        "en smoker smoking_status drinking_habit alcohol_use tobacco_use "
        "smokes_flag | py xiyan yinjiu | zh 吸烟 饮酒情况 是否吸烟 | de raucher alkoholkonsum | es fumador",
        enum_sets(("never", "former", "current"), ("Y", "N"), ("none", "occasional", "daily"), (0, 1), ("是", "否")),
        26,
    ),
    Spec(
        "record-id",
        ("health.record_id/account.identifier/health.medical",),
        "en mrn medical_record_no "
        "patient_no health_insurance_no hospital_no nhs_number chart_no | py binglihao jiuzhen_kahao | zh 病历号 "
        "就诊卡号 住院号 | de patientennummer krankenversichertennr"
        " | es num_historia_clinica",
        formed(
            ("8", "kv", "p", "nhs"),
            lambda r, f: {
                "8": digits(r, 8),
                "kv": upper(r, 1) + digits(r, 9),
                "p": "P" + digits(r, 7),
                "nhs": f"{digits(r, 3)} {digits(r, 3)} {digits(r, 4)}",
            }[f],
        ),
        24,
    ),
    Spec(
        "cycle-date",
        ("health.cycle",),
        "en last_period_date period_start menstruation_start lmp cycle_start "
        "ovulation_date | py yuejing_riqi | zh 末次月经 经期开始 | de letzte_periode zyklusbeginn | es ultima_regla | ja "
        "生理開始日",
        each(lambda r: f"202{r.randrange(1, 5)}-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}"),
        14,
    ),
    Spec(
        "cycle-length",
        ("health.cycle",),
        "en cycle_length_days menstrual_cycle_len days_between_periods | zh "
        "月经周期 | py yuejing_zhouqi | de zykluslaenge | es duracion_ciclo_menstrual",
        normal(28, 3, 20, 40),
        8,
        dirt=False,
    ),
    Spec(
        "cycle-phase",
        ("health.cycle",),
        "en menstrual_phase cycle_phase period_flow menstrual_flow | zh 经量 经期阶段 | de zyklusphase",
        enum_sets(("follicular", "ovulation", "luteal", "menstruation"), ("light", "medium", "heavy")),
        8,
        dirt=False,
    ),
    Spec(
        "medical-note",
        ("health.medical/health.condition/health.medication/health",),
        "en clinical_note "
        "anamnesis doctor_note treatment_notes discharge_summary medical_history vaccination surgery_history | "
        "py bingli | zh 病历 医嘱 主诉 | de arztbrief befund | es nota_clinica",
        each(
            lambda r: (
                f"Pt {pick(r, ['reports', 'denies', 'c/o'])} "
                f"{pick(r, ['chest pain', 'headache', 'nausea', 'fatigue'])} for {r.randrange(2, 20)} days; hx of "
                f"{pick(r, DISEASES[:8])}; start {pick(r, DRUGS[:8])}."
            )
        ),
        22,
    ),
    Spec(
        "health-flag",
        ("health/health.condition/health.medical/health.recorded",),
        "en health_status health_info "
        "health_declaration general_health self_rated_health disability_status | zh 健康状况 | de gesundheitszustand "
        "schwerbehinderung | es estado_salud",
        enum_sets(("good", "fair", "poor"), ("excellent", "good", "average", "bad"), ("健康", "一般", "较差")),
        22,
    ),
)

W_TABLES = (
    "en heart_rate_samples daily_summary activity_log health_metrics wearable_data workout_sessions "
    "body_measurements user_vitals watch_sync t_health_day"
    " | py jiankang_jilu yundong_jilu | zh 健康记录 运动记录 | de vitaldaten trainingseinheiten | es "
    "registro_salud actividad_diaria | ja 健康記録"
)
M_TABLES = (
    "en patients admissions lab_results clinical_visits prescriptions encounters patient_intake | py "
    "binglixinxi | zh 患者信息 就诊记录 | de patienten behandlungen | es pacientes consultas | ja 患者"
)
GROUPS = (Group("wearable", W_TABLES, "users", 0.6, WEAR), Group("medical", M_TABLES, "patients", 0.3, MEDICAL))
