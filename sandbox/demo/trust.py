"""What the fictional trust looks like: its tree, its jobs, what it requires."""

from __future__ import annotations

TRUST = "Riverside University Hospitals"
VPD = "457"

#: Division -> care group -> departments.
DIVISIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "Medicine": {
        "Acute Medicine": ("Acute Medical Unit", "Ward 1", "Ward 2", "Ambulatory Care"),
        "Older People": ("Ward 3", "Ward 4", "Frailty Unit"),
        "Heart and Lung": ("Ward 5", "Coronary Care", "Respiratory Unit"),
        "Specialist Medicine": (
            "Renal Unit",
            "Diabetes Centre",
            "Stroke Unit",
            "Ward 6",
        ),
    },
    "Surgery": {
        "General Surgery": ("Ward 10", "Ward 11", "Surgical Assessment Unit"),
        "Theatres": ("Main Theatres", "Day Surgery", "Recovery", "Sterile Services"),
        "Trauma and Bones": ("Ward 12", "Fracture Clinic", "Bone Health"),
        "Head and Neck": ("Ward 14", "Eye Clinic", "Dental Unit"),
    },
    "Women and Children": {
        "Maternity": ("Delivery Suite", "Postnatal Ward", "Antenatal Clinic"),
        "Children": ("Children's Ward", "Neonatal Unit", "Children's Assessment"),
        "Women's Health": ("Ward 20", "Women's Outpatients"),
    },
    "Emergency and Critical Care": {
        "Emergency": ("Emergency Department", "Minor Injuries", "Observation Unit"),
        "Critical Care": ("Intensive Care", "High Dependency", "Outreach Team"),
    },
    "Clinical Support": {
        "Imaging": ("X-ray", "Scanning", "Breast Imaging"),
        "Laboratories": ("Blood Sciences", "Microbiology", "Cell Pathology"),
        "Therapies": (
            "Physiotherapy",
            "Occupational Therapy",
            "Speech Therapy",
            "Dietetics",
        ),
        "Pharmacy": ("Dispensary", "Ward Pharmacy", "Medicines Information"),
        "Outpatients": ("Main Outpatients", "Booking Centre"),
    },
    "Corporate Services": {
        "People": ("Recruitment", "Learning and Development", "Occupational Health"),
        "Digital": ("Service Desk", "Clinical Systems", "Health Records"),
        "Finance": ("Payroll", "Procurement"),
        "Communications": ("Press Office", "Intranet Team"),
    },
    "Estates and Facilities": {
        "Estates": ("Maintenance", "Capital Projects"),
        "Facilities": ("Portering", "Catering", "Domestic Services", "Security"),
    },
}

#: Job role -> staff group, usual grade, how many of a hundred staff of a clinical place.
CLINICAL_MIX = (
    ("Staff Nurse", 34),
    ("Senior Staff Nurse", 12),
    ("Health Care Support Worker", 24),
    ("Resident Doctor", 8),
    ("Consultant", 5),
    ("Ward Clerk", 6),
    ("Physiotherapist", 4),
    ("Advanced Practitioner", 3),
    ("Housekeeper", 4),
)
JOBS: dict[str, tuple[str, str]] = {
    "Chief Executive": ("Administrative and Clerical", "VSM"),
    "Divisional Director": ("Administrative and Clerical", "Band 9"),
    "Matron": ("Nursing and Midwifery Registered", "Band 8a"),
    "Ward Manager": ("Nursing and Midwifery Registered", "Band 7"),
    "Department Manager": ("Administrative and Clerical", "Band 7"),
    "Staff Nurse": ("Nursing and Midwifery Registered", "Band 5"),
    "Senior Staff Nurse": ("Nursing and Midwifery Registered", "Band 6"),
    "Midwife": ("Nursing and Midwifery Registered", "Band 6"),
    "Health Care Support Worker": ("Additional Clinical Services", "Band 3"),
    "Resident Doctor": ("Medical and Dental", "Resident"),
    "Consultant": ("Medical and Dental", "Consultant"),
    "Ward Clerk": ("Administrative and Clerical", "Band 3"),
    "Physiotherapist": ("Allied Health Professionals", "Band 6"),
    "Radiographer": ("Allied Health Professionals", "Band 6"),
    "Biomedical Scientist": ("Healthcare Scientists", "Band 6"),
    "Pharmacist": ("Add Prof Scientific and Technic", "Band 7"),
    "Advanced Practitioner": ("Nursing and Midwifery Registered", "Band 8a"),
    "Housekeeper": ("Estates and Ancillary", "Band 2"),
    "Porter": ("Estates and Ancillary", "Band 2"),
    "Maintenance Engineer": ("Estates and Ancillary", "Band 5"),
    "Administrator": ("Administrative and Clerical", "Band 4"),
    "Analyst": ("Administrative and Clerical", "Band 6"),
}
CLINICAL_JOBS = {
    "Ward Manager",
    "Matron",
    "Staff Nurse",
    "Senior Staff Nurse",
    "Midwife",
    "Health Care Support Worker",
    "Resident Doctor",
    "Consultant",
    "Physiotherapist",
    "Advanced Practitioner",
}
CLINICAL_DIVISIONS = {
    "Medicine",
    "Surgery",
    "Women and Children",
    "Emergency and Critical Care",
}

#: Subject -> ESR name and renewal months ("" = as the title says, "never").
FIRE = "NHS|CSTF|Fire Safety - 2 Years|"
DATA = "NHS|CSTF|Information Governance and Data Security - 1 Year|"
EQUALITY = "NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|"
HEALTH = "NHS|CSTF|Health, Safety and Welfare - 3 Years|"
INFECTION_1 = "NHS|CSTF|Infection Prevention and Control - Level 1 - 3 Years|"
INFECTION_2 = "NHS|CSTF|Infection Prevention and Control - Level 2 - 1 Year|"
CONFLICT = "NHS|CSTF|Conflict Resolution - 3 Years|"
PREVENT = "NHS|CSTF|Preventing Radicalisation - Basic Prevent Awareness - 3 Years|"
MOVING_1 = "NHS|CSTF|Moving and Handling - Level 1 - No Specified Renewal|"
MOVING_2 = "NHS|CSTF|Moving and Handling - Level 2 - 2 Years|"
RESUS_1 = "NHS|CSTF|Resuscitation - Level 1 - No Specified Renewal|"
RESUS_2 = "NHS|CSTF|Resuscitation - Level 2 - Adult Basic Life Support - 1 Year|"
RESUS_3 = "NHS|CSTF|Resuscitation - Level 3 - Advanced Life Support|"
ADULTS_1 = "NHS|CSTF|Safeguarding Adults - Level 1 - 3 Years|"
ADULTS_2 = "NHS|CSTF|Safeguarding Adults - Level 2 - 3 Years|"
CHILDREN_1 = "NHS|CSTF|Safeguarding Children - Level 1 - 3 Years|"
CHILDREN_2 = "NHS|CSTF|Safeguarding Children - Level 2 - 3 Years|"
CHILDREN_3 = "NHS|CSTF|Safeguarding Children - Level 3 - 3 Years|"
TIER_1 = "NHS|MAND|Oliver McGowan Learning Disability and Autism - Tier 1|"
TIER_2 = "NHS|MAND|Oliver McGowan Learning Disability and Autism - Tier 2|"
THEATRE = "457|LOCAL|Theatre Safety Briefing - 1 Year|"
PUMPS = "457|LOCAL|Infusion Pumps - 2 Years|"
CASTS = "457|LOCAL|Plaster Casts - 2 Years|"
WARDEN = "457|LOCAL|Fire Warden - 1 Year|"
AIDER = "457|LOCAL|First Aid at Work - 3 Years|"
APPRAISER = "457|LOCAL|Appraisal for Managers - 3 Years|"
INDUCTION = "457|LOCAL|Corporate Induction|"
RESEARCH = "457|LOCAL|Good Clinical Practice - 2 Years|"

#: Name, renewal months where the title states none, what it covers.
COMPETENCIES = (
    (FIRE, "", ""),
    (DATA, "", ""),
    (EQUALITY, "", ""),
    (HEALTH, "", ""),
    (INFECTION_1, "", ""),
    (INFECTION_2, "", INFECTION_1),
    (CONFLICT, "", ""),
    (PREVENT, "", ""),
    (MOVING_1, "never", ""),
    (MOVING_2, "", MOVING_1),
    (RESUS_1, "never", ""),
    (RESUS_2, "", RESUS_1),
    (RESUS_3, "48", RESUS_2),
    (ADULTS_1, "", ""),
    (ADULTS_2, "", ADULTS_1),
    (CHILDREN_1, "", ""),
    (CHILDREN_2, "", CHILDREN_1),
    (CHILDREN_3, "", CHILDREN_2),
    (TIER_1, "36", ""),
    (TIER_2, "36", TIER_1),
    (THEATRE, "", ""),
    (PUMPS, "", ""),
    (CASTS, "", ""),
    (WARDEN, "", ""),
    (AIDER, "", ""),
    (APPRAISER, "", ""),
    (INDUCTION, "never", ""),
    (RESEARCH, "", ""),
)
EVERYBODY = (FIRE, DATA, EQUALITY, HEALTH, INFECTION_1, PREVENT, MOVING_1, RESUS_1)
EVERYBODY += (ADULTS_1, CHILDREN_1, INDUCTION)
CLINICAL = (INFECTION_2, MOVING_2, RESUS_2, ADULTS_2, CHILDREN_2, CONFLICT)
