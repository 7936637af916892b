#!/usr/bin/env python3
"""Make the teaching project: synthetic firms around real towns of Emilia-Romagna.

    python3 data/teaching/make_teaching.py [OUTPUT_FOLDER]

Python standard library only; the outline comes from ../basemap.gpkg.  The same
base map gives the same bytes.  No real firm, zone or institution is described:
only the names and rough positions of the towns are real.
"""
import datetime
import json
import math
import os
import random
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.dont_write_bytecode = True
from simplify_coverage import read_gpkg_geometry  # noqa: E402

SEED = 19980902
TOTAL = 30000
REGISTER_DATE = datetime.date(2024, 12, 31)
PROVINCES = ("Piacenza", "Parma", "Reggio Emilia", "Modena", "Bologna", "Ferrara", "Ravenna", "Forlì-Cesena", "Rimini")
KM_PER_LAT = 111.13
KM_PER_LON = 111.32 * math.cos(math.radians(44.5))

# name, longitude, latitude, thousands of people (rounded): drawn from general knowledge, good to about a kilometre.
TOWNS = [
    ("Bologna", 11.3426, 44.4949, 390), ("Parma", 10.3280, 44.8015, 197), ("Modena", 10.9252, 44.6471, 185),
    ("Reggio Emilia", 10.6310, 44.6983, 171), ("Ravenna", 12.2035, 44.4184, 157), ("Rimini", 12.5600, 44.0570, 150),
    ("Ferrara", 11.6190, 44.8381, 131), ("Forlì", 12.0408, 44.2227, 117), ("Piacenza", 9.6929, 45.0450, 103),
    ("Cesena", 12.2431, 44.1391, 97), ("Carpi", 10.8850, 44.7833, 72), ("Imola", 11.7140, 44.3530, 69),
    ("Faenza", 11.8833, 44.2856, 58), ("Sassuolo", 10.7836, 44.5430, 41), ("Casalecchio di Reno", 11.2756, 44.4746, 36),
    ("Cento", 11.2890, 44.7270, 35), ("Riccione", 12.6500, 43.9990, 35), ("Formigine", 10.8470, 44.5737, 34),
    ("Castelfranco Emilia", 11.0520, 44.5970, 33), ("San Lazzaro di Savena", 11.4080, 44.4710, 32),
    ("Lugo", 11.9109, 44.4213, 32), ("Valsamoggia", 11.0847, 44.5016, 31), ("Cervia", 12.3400, 44.2610, 29),
    ("San Giovanni in Persiceto", 11.1850, 44.6410, 28), ("Fidenza", 10.0606, 44.8660, 27),
    ("Cesenatico", 12.3900, 44.2000, 26), ("Correggio", 10.7822, 44.7706, 25), ("Scandiano", 10.6913, 44.5973, 25),
    ("Vignola", 11.0103, 44.4805, 25), ("Mirandola", 11.0660, 44.8870, 24),
    ("Santarcangelo di Romagna", 12.4466, 44.0633, 22), ("Comacchio", 12.1820, 44.6950, 22),
    ("Castel San Pietro Terme", 11.5897, 44.3978, 21), ("Argenta", 11.8360, 44.6131, 21),
    ("Salsomaggiore Terme", 9.9797, 44.8160, 20), ("Bellaria-Igea Marina", 12.4600, 44.1370, 19),
    ("Casalgrande", 10.7380, 44.5890, 19), ("Zola Predosa", 11.2180, 44.4890, 19), ("Pavullo nel Frignano", 10.8330, 44.3330, 18),
    ("Castel Maggiore", 11.3610, 44.5760, 18), ("Budrio", 11.5340, 44.5370, 18), ("Savignano sul Rubicone", 12.3990, 44.0900, 18),
    ("Fiorano Modenese", 10.8140, 44.5390, 17), ("Maranello", 10.8665, 44.5250, 17), ("Cattolica", 12.7300, 43.9620, 17),
    ("Medicina", 11.6390, 44.4780, 16), ("Copparo", 11.8300, 44.8940, 16), ("Castellarano", 10.7330, 44.5110, 15),
    ("Rubiera", 10.7800, 44.6510, 15), ("Guastalla", 10.6550, 44.9150, 15), ("Finale Emilia", 11.2940, 44.8330, 15),
    ("Fiorenzuola d'Arda", 9.9080, 44.9270, 15), ("Collecchio", 10.2160, 44.7520, 14), ("Bondeno", 11.4160, 44.8860, 14),
    ("Ozzano dell'Emilia", 11.4740, 44.4430, 14), ("Castel San Giovanni", 9.4340, 45.0500, 14), ("Crevalcore", 11.1490, 44.7210, 13),
    ("Forlimpopoli", 12.1260, 44.1880, 13), ("Novellara", 10.7310, 44.8450, 13), ("Noceto", 10.1790, 44.8100, 13),
    ("Anzola dell'Emilia", 11.1950, 44.5470, 12), ("Russi", 12.0320, 44.3760, 12), ("San Mauro Pascoli", 12.4200, 44.1090, 12),
    ("Codigoro", 12.1060, 44.8320, 11), ("Meldola", 12.0600, 44.1270, 10), ("Langhirano", 10.2670, 44.6130, 10),
    ("Castelnovo ne' Monti", 10.4020, 44.4330, 10), ("Felino", 10.2400, 44.6960, 9), ("Traversetolo", 10.3810, 44.6390, 9),
    ("Borgo Val di Taro", 9.7690, 44.4870, 7), ("Brisighella", 11.7730, 44.2220, 7), ("Busseto", 10.0430, 44.9790, 7),
    ("Medolla", 11.0710, 44.8480, 6), ("Bagno di Romagna", 11.9610, 43.8350, 6), ("Alto Reno Terme", 10.9750, 44.1540, 6),
    ("Bobbio", 9.3860, 44.7710, 4),
]
TOWN = {t[0]: t for t in TOWNS}

SECTORS = {
    "01.13": "Growing of vegetables", "01.24": "Growing of pome and stone fruit", "01.41": "Raising of dairy cattle",
    "10.13": "Ham and other meat products", "10.51": "Dairies and cheese making", "10.71": "Bread and pastry",
    "14.13": "Outerwear", "14.39": "Knitwear", "15.20": "Footwear", "16.23": "Builders' carpentry and joinery",
    "18.12": "Printing", "20.30": "Glazes, paints and coatings", "23.31": "Ceramic tiles", "23.41": "Household and ornamental ceramics",
    "25.11": "Metal structures", "25.62": "Mechanical workshops", "26.11": "Electronic components", "27.11": "Electric motors and generators",
    "28.29": "Packaging machinery", "28.93": "Food machinery", "28.99": "Machinery for ceramics", "29.32": "Motor vehicle parts",
    "32.50": "Biomedical devices", "41.20": "Construction of buildings", "43.21": "Electrical installation", "43.22": "Plumbing and heating",
    "45.20": "Vehicle repair", "46.19": "Commission trade", "46.73": "Wholesale of building materials", "47.11": "Food shops",
    "47.71": "Clothing shops", "47.78": "Other shops", "49.41": "Road freight", "52.22": "Services to water transport",
    "52.24": "Cargo handling", "55.10": "Hotels", "55.20": "Holiday lets and farm stays", "56.10": "Restaurants", "56.30": "Bars",
    "62.01": "Software", "64.19": "Banks", "66.22": "Insurance agents", "68.31": "Estate agents", "69.10": "Legal practices",
    "69.20": "Accountants", "70.22": "Management consultants", "71.12": "Engineering practices", "81.21": "Cleaning", "82.11": "Office services",
    "86.23": "Dentists", "93.13": "Fitness centres", "95.11": "Computer repair", "96.02": "Hairdressers",
}
NAME_START = {
    "10.13": "Salumificio", "14.13": "Confezioni", "14.39": "Maglificio", "15.20": "Calzaturificio", "20.30": "Smalti", "23.31": "Ceramica",
    "23.41": "Bottega", "25.62": "Officina", "26.11": "Elettronica", "27.11": "Motori", "28.29": "Imballaggi", "28.93": "Impianti", "28.99": "Macchine",
    "29.32": "Componenti", "32.50": "Biomedica", "47.11": "Alimentari", "47.71": "Abbigliamento", "47.78": "Negozio", "49.41": "Trasporti",
    "52.22": "Servizi Portuali", "52.24": "Terminal", "55.10": "Hotel", "55.20": "Agriturismo", "56.10": "Ristorante", "56.30": "Bar",
    "62.01": "Software", "69.10": "Studio", "69.20": "Studio", "71.12": "Studio", "41.20": "Edile", "96.02": "Salone", "10.71": "Forno", "10.51": "Caseificio",
}
# Background sectors and how often they come up per thousand background firms.
BACKGROUND = [
    ("47.11", 62), ("47.71", 60), ("47.78", 88), ("56.10", 74), ("56.30", 60), ("41.20", 66), ("43.21", 46), ("43.22", 44), ("45.20", 40),
    ("46.19", 52), ("46.73", 20), ("49.41", 36), ("96.02", 54), ("69.10", 30), ("69.20", 28), ("68.31", 32), ("71.12", 30), ("70.22", 24),
    ("66.22", 20), ("86.23", 18), ("81.21", 16), ("82.11", 10), ("93.13", 8), ("95.11", 8), ("10.71", 20), ("18.12", 8), ("16.23", 10), ("25.11", 14),
    ("64.19", 8), ("55.10", 8), ("55.20", 6),
    ("25.62", 22), ("62.01", 16), ("28.29", 4), ("28.93", 4), ("29.32", 4), ("23.31", 3), ("14.39", 5), ("14.13", 6), ("10.13", 4), ("15.20", 2),
    ("32.50", 2), ("23.41", 1), ("28.99", 2), ("20.30", 2), ("52.24", 2),
]
RURAL = [("01.13", 20), ("01.24", 20), ("01.41", 20), ("55.20", 12), ("10.51", 6), ("41.20", 10), ("49.41", 6), ("56.10", 6)]

BANDS = ["1-9", "10-19", "20-49", "50-99", "100-249", "250+"]
SMALL, CRAFT, INDUSTRY = (930, 45, 19, 4, 2, 0), (760, 140, 75, 18, 6, 1), (420, 240, 200, 80, 45, 15)

# Zones: id, name, kind, opened, centre, length km, width km, turn in degrees.  Length 0 = a point.
ZONES = [
    ("Z01", "Port of Ravenna bonded free zone", "epz", "2006-05-15", 12.236, 44.4535, 1.9, 1.0, 35),
    ("Z02", "Sassuolo ceramics estate", "industrial_estate", "1968-03-01", 10.772, 44.556, 2.4, 1.2, 70),
    ("Z03", "Fiorano-Spezzano estate", "industrial_estate", "1971-09-01", 10.832, 44.545, 2.2, 1.1, 20),
    ("Z04", "Carpi autotransport and knitwear estate", "industrial_estate", "1979-06-01", 10.872, 44.802, 1.6, 0.9, 10),
    ("Z05", "Reggio Mancasale estate", "industrial_estate", "1974-04-01", 10.635, 44.730, 2.4, 1.4, 80),
    ("Z06", "Parma north estate", "industrial_estate", "1982-10-01", 10.345, 44.838, 1.8, 1.1, 15),
    ("Z07", "Zola Predosa mechanics estate", "industrial_estate", "1976-02-01", 11.205, 44.497, 1.8, 0.9, 25),
    ("Z08", "Rubicone footwear estate", "industrial_estate", "1984-05-01", 12.412, 44.117, 1.2, 0.7, 50),
    ("Z09", "Bologna technology park", "technology_park", "2013-10-01", 11.339, 44.513, 1.0, 0.7, 0),
    ("Z10", "Mirandola biomedical technology park", "technology_park", "2015-01-20", 11.074, 44.874, 0.9, 0.6, 30),
    ("Z11", "Reggio technology park", "technology_park", "2013-10-26", 10.640, 44.712, 0.9, 0.6, 45),
    ("Z12", "Bologna city incubator", "incubator", "2014-03-01", 11.3445, 44.4985, 0, 0, 0),
    ("Z13", "Modena motor incubator", "incubator", "2016-06-01", 10.9330, 44.6390, 0, 0, 0),
    ("Z14", "Cesena start-up house", "incubator", "2012-09-01", 12.2360, 44.1450, 0, 0, 0),
]

# Planted clusters: number, name, firms, sectors with weights, centres (lon, lat, weight, spread km, stretch, turn),
# share of firms inside named zones, job bands, age pattern.
CLUSTERS = [
    (1, "Ceramic tiles, Sassuolo-Fiorano", 1500, [("23.31", 78), ("28.99", 12), ("20.30", 10)],
     [(10.779, 44.548, 40, 1.5, 1.3, 70), (10.822, 44.541, 34, 1.4, 1.5, 10), (10.752, 44.578, 16, 1.3, 1.3, 120), (10.741, 44.527, 10, 1.1, 1, 0)],
     [("Z02", .16), ("Z03", .14)], INDUSTRY, "mature"),
    (2, "Knitwear and clothing, Carpi", 1200, [("14.39", 68), ("14.13", 32)], [(10.885, 44.783, 100, 2.1, 1.3, 80)], [("Z04", .12)], CRAFT, "mature"),
    (3, "Biomedical devices, Mirandola", 260, [("32.50", 100)], [(11.068, 44.884, 62, 1.3, 1.4, 90), (11.072, 44.850, 38, 1.0, 1, 0)], [("Z10", .15)], INDUSTRY, "growing"),
    (4, "Packaging machinery, Bologna west and north", 900, [("28.29", 82), ("25.62", 18)],
     [(11.212, 44.493, 42, 1.9, 1.5, 20), (11.200, 44.540, 30, 1.7, 1.2, 0), (11.268, 44.482, 28, 1.6, 1, 0)], [("Z07", .16)], INDUSTRY, "mature"),
    (5, "Ham and meat products, Langhirano-Felino", 500, [("10.13", 100)], [(10.267, 44.613, 66, 1.6, 1.6, 85), (10.247, 44.668, 34, 1.4, 1.6, 100)], [], CRAFT, "mature"),
    (6, "Food machinery, Parma", 420, [("28.93", 88), ("25.62", 12)], [(10.335, 44.818, 100, 2.0, 1.3, 30)], [("Z06", .22)], INDUSTRY, "mature"),
    (7, "Hotels, Rimini-Riccione", 1400, [("55.10", 100)], "coast", [], CRAFT, "mature"),
    (8, "Software, Bologna", 700, [("62.01", 100)], [(11.343, 44.500, 100, 1.5, 1, 0)], [("Z09", .14)], SMALL, "emerging"),
    (9, "Footwear, San Mauro Pascoli", 380, [("15.20", 100)], [(12.414, 44.107, 100, 1.4, 1.3, 40)], [("Z08", .22)], CRAFT, "declining"),
    (10, "Art ceramics, Faenza", 90, [("23.41", 100)], [(11.883, 44.286, 100, 0.7, 1, 0)], [], SMALL, "mature"),
    (11, "Motor valley parts, Modena-Maranello", 480, [("29.32", 100)], [(10.915, 44.628, 42, 1.7, 1, 0), (10.868, 44.528, 58, 1.4, 1.2, 60)], [], INDUSTRY, "growing"),
    (12, "Mechanical workshops, Reggio Emilia", 650, [("25.62", 100)], [(10.630, 44.722, 100, 2.1, 1.4, 85)], [("Z05", .25), ("Z11", .05)], CRAFT, "mature"),
    (13, "Port services, Ravenna", 220, [("52.22", 55), ("52.24", 45)], [(12.216, 44.441, 100, 1.1, 1.8, 40)], [], CRAFT, "mature"),
    (14, "Electronics in the Ravenna free zone", 60, [("26.11", 75), ("27.11", 25)], [], [("Z01", 1.0)], INDUSTRY, "zone"),
]
COAST = [(12.459, 44.150), (12.500, 44.118), (12.556, 44.078), (12.592, 44.055), (12.630, 44.026), (12.659, 44.003), (12.700, 43.985), (12.735, 43.968)]

# Addresses shared by many background firms: name, longitude, latitude, firms, sectors (None = office services of all kinds).
SHARED_ADDRESSES = [
    ("Bologna", 11.36215, 44.50981, 118), ("Bologna", 11.34702, 44.49377, 64), ("Modena", 10.91544, 44.64933, 47), ("Reggio Emilia", 10.62218, 44.70415, 41),
    ("Parma", 10.33161, 44.79872, 38), ("Rimini", 12.55417, 44.05520, 34), ("Ravenna", 12.19566, 44.41209, 33), ("Forlì", 12.04377, 44.22488, 31),
]
OFFICE = ["46.19", "62.01", "66.22", "68.31", "69.10", "69.20", "70.22", "71.12", "82.11", "81.21"]

SERVICES = ["human-resource development", "continuing education", "R&D and technology transfer", "information and technology sourcing",
            "management consulting", "marketing", "accounting", "quality control", "environment", "workspace", "finance"]
INCUBATION = "workspace;management consulting;accounting;marketing"
# name, kind, services, capacity in firms or students a year, opened, lon, lat
INSTITUTIONS = [
    ("Teaching university, Bologna", "university", "human-resource development;R&D and technology transfer;continuing education", 1800, "1951-11-01", 11.3520, 44.4968),
    ("Teaching university, Modena", "university", "human-resource development;R&D and technology transfer", 600, "1951-11-01", 10.9440, 44.6300),
    ("Teaching university, Reggio Emilia", "university", "human-resource development;R&D and technology transfer", 300, "1998-10-01", 10.6440, 44.7020),
    ("Teaching university, Parma", "university", "human-resource development;R&D and technology transfer", 700, "1951-11-01", 10.3190, 44.8060),
    ("Teaching university, Ferrara", "university", "human-resource development;R&D and technology transfer", 500, "1951-11-01", 11.6210, 44.8340),
    ("Teaching university campus, Cesena", "university", "human-resource development;R&D and technology transfer", 250, "1989-11-01", 12.2350, 44.1470),
    ("Teaching university campus, Rimini", "university", "human-resource development;continuing education", 220, "1992-11-01", 12.5680, 44.0590),
    ("Teaching university campus, Forlì", "university", "human-resource development;continuing education", 240, "1989-11-01", 12.0430, 44.2190),
    ("Bologna city incubator", "incubator", INCUBATION, 40, "2014-03-01", 11.3445, 44.4985),
    ("Bologna university incubator", "incubator", INCUBATION + ";R&D and technology transfer", 30, "2010-05-01", 11.3530, 44.4990),
    ("Bologna station accelerator", "incubator", INCUBATION + ";finance", 25, "2017-09-01", 11.3400, 44.5075),
    ("Bologna park incubator", "incubator", INCUBATION, 35, "2018-02-01", 11.3390, 44.5140),
    ("Modena motor incubator", "incubator", "workspace;R&D and technology transfer", 20, "2016-06-01", 10.9330, 44.6390),
    ("Cesena start-up house", "incubator", INCUBATION, 18, "2012-09-01", 12.2360, 44.1450),
    ("Reggio incubator", "incubator", "workspace;management consulting", 15, "2015-04-01", 10.6390, 44.7110),
    ("Bologna technology park", "technology_park", "workspace;R&D and technology transfer;information and technology sourcing", 60, "2013-10-01", 11.3392, 44.5128),
    ("Mirandola biomedical technology park", "technology_park", "R&D and technology transfer;quality control;continuing education", 25, "2015-01-20", 11.0740, 44.8740),
    ("Reggio technology park", "technology_park", "workspace;R&D and technology transfer", 40, "2013-10-26", 10.6400, 44.7120),
    ("Bologna innovation centre", "innovation_centre", "R&D and technology transfer;information and technology sourcing", 80, "1985-06-01", 11.3700, 44.5180),
    ("Faenza ceramics innovation centre", "innovation_centre", "R&D and technology transfer;quality control", 30, "1990-03-01", 11.8900, 44.2900),
    ("Piacenza machine-tool innovation centre", "innovation_centre", "R&D and technology transfer;quality control", 30, "2001-03-01", 9.7100, 45.0350),
    ("Ferrara innovation centre", "innovation_centre", "R&D and technology transfer;environment", 25, "2004-05-01", 11.6120, 44.8390),
    ("Sassuolo tile service centre", "service_centre", "quality control;environment;information and technology sourcing", 400, "1976-07-01", 10.7860, 44.5410),
    ("Carpi knitwear service centre", "service_centre", "information and technology sourcing;marketing;continuing education", 350, "1980-02-01", 10.8860, 44.7840),
    ("Reggio mechanics service centre", "service_centre", "quality control;R&D and technology transfer", 300, "1983-05-01", 10.6250, 44.7150),
    ("Parma food-technology service centre", "service_centre", "quality control;R&D and technology transfer;environment", 250, "1984-09-01", 10.3420, 44.8120),
    ("Rimini tourism service centre", "service_centre", "marketing;management consulting", 400, "1988-04-01", 12.5740, 44.0600),
    ("Zola packaging service centre", "service_centre", "quality control;marketing", 200, "1992-10-01", 11.2200, 44.4900),
    ("Sassuolo vocational school", "vocational_school", "human-resource development", 180, "1965-09-01", 10.7800, 44.5440),
    ("Carpi vocational school", "vocational_school", "human-resource development", 150, "1968-09-01", 10.8790, 44.7800),
    ("Bologna vocational school", "vocational_school", "human-resource development;continuing education", 320, "1955-09-01", 11.3250, 44.5050),
    ("Ravenna vocational school", "vocational_school", "human-resource development", 160, "1972-09-01", 12.1950, 44.4120),
    ("Maranello vocational school", "vocational_school", "human-resource development;continuing education", 140, "1963-09-01", 10.8690, 44.5260),
    ("Bologna cooperative bank", "bank", "finance", 900, "1953-02-02", 11.3440, 44.4940),
    ("Modena cooperative bank", "bank", "finance", 600, "1953-02-02", 10.9260, 44.6470),
    ("Faenza credit cooperative", "bank", "finance", 250, "1953-02-02", 11.8830, 44.2860),
    ("Rimini cooperative bank", "bank", "finance", 350, "1953-02-02", 12.5660, 44.0600),
    ("Bologna trade fair venue", "trade_fair_venue", "marketing", "", "1964-05-01", 11.3640, 44.5120),
    ("Bologna certification body", "standards_body", "quality control", 500, "1987-01-01", 11.3880, 44.4930),
]

# Schematic roads: name, kind, points of a line through towns.
ROADS = [
    ("A1", "motorway", [(9.70, 45.04), (9.93, 44.94), (10.09, 44.88), (10.33, 44.84), (10.63, 44.72), (10.87, 44.67), (11.03, 44.61), (11.25, 44.51), (11.27, 44.46), (11.20, 44.30), (11.20, 44.17), (11.24, 44.08)]),
    ("A13", "motorway", [(11.34, 44.525), (11.37, 44.60), (11.45, 44.71), (11.58, 44.82), (11.62, 44.92)]),
    ("A14", "motorway", [(11.27, 44.51), (11.34, 44.525), (11.42, 44.47), (11.60, 44.41), (11.73, 44.37), (11.90, 44.31), (12.05, 44.245), (12.26, 44.165), (12.42, 44.085), (12.54, 44.035), (12.64, 43.975), (12.71, 43.945)]),
    ("A15", "motorway", [(10.16, 44.84), (10.14, 44.76), (10.08, 44.67), (9.98, 44.58), (9.90, 44.50), (9.87, 44.44)]),
    ("A22", "motorway", [(10.84, 44.665), (10.86, 44.78), (10.84, 44.86), (10.84, 44.94)]),
    ("Via Emilia", "main_road", [TOWN[t][1:3] for t in ("Piacenza", "Fiorenzuola d'Arda", "Fidenza", "Parma", "Reggio Emilia", "Rubiera", "Modena", "Castelfranco Emilia",
                                                        "Bologna", "Castel San Pietro Terme", "Imola", "Faenza", "Forlì", "Cesena", "Savignano sul Rubicone", "Rimini")]),
    ("Adriatic road", "main_road", [TOWN[t][1:3] for t in ("Ravenna", "Cervia", "Cesenatico", "Bellaria-Igea Marina", "Rimini", "Riccione", "Cattolica")]),
    ("Modena-Sassuolo road", "main_road", [TOWN[t][1:3] for t in ("Modena", "Formigine", "Fiorano Modenese", "Sassuolo")]),
]

rng = random.Random(SEED)
uniform = rng.random


def gauss():
    return math.sqrt(-2.0 * math.log(1.0 - uniform())) * math.cos(2.0 * math.pi * uniform())


def pick(weighted):
    at = uniform() * sum(w for _, w in weighted)
    for value, w in weighted:
        at -= w
        if at < 0:
            return value
    return weighted[-1][0]


def km(a, b):
    return math.hypot((a[0] - b[0]) * KM_PER_LON, (a[1] - b[1]) * KM_PER_LAT)


def moved(lon, lat, east_km, north_km):
    return lon + east_km / KM_PER_LON, lat + north_km / KM_PER_LAT


# ---- the outline -------------------------------------------------------------------------------------------------

def outline():
    """Rings of the nine provinces together: edges met from both sides cancel."""
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(HERE, os.pardir, "basemap.gpkg"), uri=True)
    edges = {}
    found = set()
    for name, blob in db.execute("SELECT name, geom FROM admin1 WHERE country = 'Italy' ORDER BY fid"):
        if name not in PROVINCES:
            continue
        found.add(name)
        for polygon in read_gpkg_geometry(blob):
            for ring in polygon:
                for i, p in enumerate(ring):
                    edge = (ring[i - 1], p)
                    if edge[::-1] in edges:
                        del edges[edge[::-1]]
                    else:
                        edges[edge] = True
    if found != set(PROVINCES):
        raise SystemExit("provinces missing from the base map: %s" % sorted(set(PROVINCES) - found))
    after = {a: b for a, b in edges}
    if len(after) != len(edges):
        raise SystemExit("the outline touches itself")
    rings = []
    while after:
        start = min(after)
        ring, p = [start], after.pop(start)
        while p != start:
            ring.append(p)
            p = after.pop(p)
        rings.append(ring)

    def area(r):
        return sum(r[i - 1][0] * r[i][1] - r[i][0] * r[i - 1][1] for i in range(len(r))) / 2
    rings.sort(key=lambda r: -abs(area(r)))
    outer = area(rings[0]) > 0
    polygons = []
    for r in rings:
        if (area(r) > 0) == outer:
            polygons.append([r])
        else:
            polygons[0].append(r)
    # GeoJSON: outer rings anticlockwise, holes clockwise.
    return [[r if (area(r) > 0) == (k == 0) else r[::-1] for k, r in enumerate(p)] for p in polygons]


OUTLINE = outline()


def inside_ring(lon, lat, ring):
    inside = False
    x0, y0 = ring[-1]
    for x1, y1 in ring:
        if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
            inside = not inside
        x0, y0 = x1, y1
    return inside


def on_land(lon, lat):
    return any(inside_ring(lon, lat, p[0]) and not any(inside_ring(lon, lat, h) for h in p[1:]) for p in OUTLINE)


# ---- places ------------------------------------------------------------------------------------------------------

def zone_rings():
    rings = {}
    for zid, _, _, _, lon, lat, length, width, turn in ZONES:
        if not length:
            continue
        a = math.radians(turn)
        # A rectangle with one corner cut off, so that it does not look like a bounding box.
        corners = [(-.5, -.5), (.5, -.5), (.5, .22), (.3, .5), (-.5, .5)]
        ring = []
        for u, v in corners:
            e, n = u * length, v * width
            x, y = moved(lon, lat, e * math.cos(a) - n * math.sin(a), e * math.sin(a) + n * math.cos(a))
            ring.append((round(x, 6), round(y, 6)))
        rings[zid] = ring
    return rings


RINGS = zone_rings()


def point_in_zone(zid):
    ring = RINGS[zid]
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    while True:
        lon = min(xs) + uniform() * (max(xs) - min(xs))
        lat = min(ys) + uniform() * (max(ys) - min(ys))
        if inside_ring(lon, lat, ring) and on_land(lon, lat):
            return lon, lat


def point_around(lon, lat, spread, stretch=1.0, turn=0.0):
    """Normal scatter cut at 2.6 spreads; a stretch s makes the cloud s times as long, at an unchanged area."""
    a = math.radians(turn)
    while True:
        u, v = gauss(), gauss()
        if u * u + v * v > 2.6 * 2.6:
            continue
        e, n = u * spread * math.sqrt(stretch), v * spread / math.sqrt(stretch)
        x, y = moved(lon, lat, e * math.cos(a) - n * math.sin(a), e * math.sin(a) + n * math.cos(a))
        if on_land(x, y):
            return x, y


def point_on_coast():
    lengths = [km(COAST[i], COAST[i + 1]) for i in range(len(COAST) - 1)]
    k = pick([(i, lengths[i]) for i in range(len(lengths))])
    (x0, y0), (x1, y1) = COAST[k], COAST[k + 1]
    t = uniform()
    x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
    # inland is to the south-west of the line
    e, n = (y1 - y0) * KM_PER_LAT, -(x1 - x0) * KM_PER_LON
    size = math.hypot(e, n)
    attempt = 0
    while True:
        d = -math.log(1.0 - uniform()) * (0.28 + 0.06 * attempt)
        lon, lat = moved(x, y, e / size * d, n / size * d)
        if d < 3.5 and on_land(lon, lat):
            return lon, lat
        attempt += 1


def nearest_town(lon, lat):
    return min(TOWNS, key=lambda t: km((lon, lat), t[1:3]))[0]


# ---- dates and jobs ------------------------------------------------------------------------------------------------

def day(year_from, year_to):
    a, b = datetime.date(year_from, 1, 1).toordinal(), datetime.date(year_to, 12, 31).toordinal()
    return datetime.date.fromordinal(a + int(uniform() * (b - a + 1)))


def life(pattern):
    """Born and closed (or None) of one firm."""
    end = REGISTER_DATE.toordinal()
    if pattern == "emerging":
        if uniform() < 0.80:
            born = datetime.date.fromordinal(datetime.date(2015, 1, 1).toordinal() + int(math.sqrt(uniform()) * (end - datetime.date(2015, 1, 1).toordinal())))
        else:
            born = day(1996, 2014)
        p_closed = 0.08
    elif pattern == "declining":
        born = day(1968, 1999) if uniform() < 0.92 else day(2000, 2012)
        if uniform() < 0.66:
            low = max(born.toordinal() + 700, datetime.date(2001, 1, 1).toordinal())
            return born, datetime.date.fromordinal(low + int(uniform() * (end - low)))
        return born, None
    elif pattern == "growing":
        start = datetime.date(2005, 1, 1).toordinal()
        born = day(1985, 2004) if uniform() < 0.35 else datetime.date.fromordinal(start + int(math.sqrt(uniform()) * (end - start)))
        p_closed = 0.12
    elif pattern == "zone":
        born, p_closed = day(2006, 2022), 0.15
    elif pattern == "mature":
        born, p_closed = day(1970, 2024), 0.24
    else:
        born, p_closed = (day(1975, 1999) if uniform() < 0.25 else day(2000, 2024)), 0.25
    if uniform() < p_closed:
        low = born.toordinal() + 180
        if low < end:
            return born, datetime.date.fromordinal(low + int(uniform() * (end - low)))
    return born, None


def band(weights):
    return pick(list(zip(BANDS, weights)))


# ---- firms -----------------------------------------------------------------------------------------------------------

def make_firms():
    firms = []

    def add(sector, jobs, pattern, town, lon, lat, cluster):
        born, closed = life(pattern)
        firms.append({"sector": sector, "jobs": jobs, "born": born.isoformat(), "closed": closed.isoformat() if closed else "",
                      "town": town, "lon": "%.6f" % lon, "lat": "%.6f" % lat, "cluster": cluster})

    for number, _, count, sectors, centres, zones, bands, pattern in CLUSTERS:
        for _ in range(count):
            at, zone = uniform(), None
            for zid, share in zones:
                if at < share:
                    zone = zid
                    break
                at -= share
            if zone:
                lon, lat = point_in_zone(zone)
            elif centres == "coast":
                lon, lat = point_on_coast()
            else:
                lon, lat = point_around(*(lambda c: (c[0], c[1], c[3], c[4], c[5]))(pick([(c, c[2]) for c in centres])))
            add(pick(sectors), band(bands), pattern, nearest_town(lon, lat), lon, lat, number)
    for town, lon, lat, count in SHARED_ADDRESSES:
        for _ in range(count):
            add(OFFICE[int(uniform() * len(OFFICE))], band(SMALL), "background", town, lon, lat, 0)
    people = [(t, t[3]) for t in TOWNS]
    while len(firms) < TOTAL:
        if uniform() < 0.11:                     # countryside: thinner far from towns
            while True:
                lon, lat = 9.2 + uniform() * 3.56, 43.73 + uniform() * 1.4
                if not on_land(lon, lat):
                    continue
                town = nearest_town(lon, lat)
                if uniform() < math.exp(-km((lon, lat), TOWN[town][1:3]) / 9.0):
                    break
            sector = pick(RURAL) if uniform() < 0.6 else pick(BACKGROUND)
        else:
            t = pick(people)
            town = t[0]
            lon, lat = point_around(t[1], t[2], 0.35 + 0.115 * math.sqrt(t[3]))
            sector = pick(BACKGROUND)
        add(sector, band(CRAFT if sector[:2] < "34" else SMALL), "background", town, lon, lat, 0)
    for i in range(len(firms) - 1, 0, -1):       # shuffle
        j = int(uniform() * (i + 1))
        firms[i], firms[j] = firms[j], firms[i]
    for i, f in enumerate(firms, 1):
        f["id"] = "S%05d" % i
        f["sector_name"] = SECTORS[f["sector"]]
        f["name"] = "%s %s S-%05d" % (NAME_START.get(f["sector"], "Ditta"), f["town"], i)
    return firms


DIRT = [("no coordinates", 60), ("coordinates 0,0", 7), ("closed before born", 9), ("sector missing", 45), ("jobs not readable", 22), ("opening date missing", 30)]


def make_dirt(firms):
    order = list(range(len(firms)))
    for i in range(400):
        j = i + int(uniform() * (len(order) - i))
        order[i], order[j] = order[j], order[i]
    take = iter(order)
    piles = {(a[1], a[2]) for a in SHARED_ADDRESSES}

    def next_firm():
        while True:
            f = firms[next(take)]
            if f["cluster"] in (10, 14) or (float(f["lon"]), float(f["lat"])) in piles:
                continue                         # keep the two smallest clusters and the shared addresses whole
            return f
    for kind, count in DIRT:
        done = 0
        while done < count:
            f = next_firm()
            if kind == "no coordinates":
                f["lon"] = f["lat"] = ""
            elif kind == "coordinates 0,0":
                f["lon"] = f["lat"] = "0"
            elif kind == "closed before born":
                if f["closed"]:
                    continue
                f["closed"] = "%04d%s" % (int(f["born"][:4]) - 3, "-06-30")
            elif kind == "sector missing":
                f["sector"] = f["sector_name"] = ""
            elif kind == "jobs not readable":
                f["jobs"] = ("n/d", "circa dieci", "?")[done % 3]
            elif kind == "opening date missing":
                f["born"] = ""
            done += 1


# ---- output ------------------------------------------------------------------------------------------------------------

def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def cell(value):
    text = str(value)
    return '"%s"' % text.replace('"', '""') if any(c in text for c in ',"\n') else text


def csv_text(header, rows):
    return "".join(",".join(cell(v) for v in r) + "\n" for r in [header] + rows)


def collection(name, features):
    head = '{"type":"FeatureCollection","name":%s,"features":[\n' % json.dumps(name)
    return head + ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features) + "\n]}\n"


def feature(properties, kind, coordinates):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def check(firms):
    """The planted findings hold, or nothing is written."""
    for t in TOWNS:
        assert on_land(t[1], t[2]), "%s lies outside the outline" % t[0]
    for zid, ring in RINGS.items():
        assert all(on_land(*p) for p in ring), "%s lies outside the outline" % zid
    for row in INSTITUTIONS:
        assert on_land(row[5], row[6]), row[0]
        assert all(s in SERVICES for s in row[2].split(";")), row[0]
    located = [f for f in firms if f["lon"] not in ("", "0")]
    for f in located:
        assert on_land(float(f["lon"]), float(f["lat"])), f
    for number in (5, 9):                        # ham, footwear: no institution within 10 km of any member
        nearest = min(km((float(f["lon"]), float(f["lat"])), (i[5], i[6])) for f in located if f["cluster"] == number for i in INSTITUTIONS)
        assert nearest > 10.0, (number, nearest)
        print("cluster %d: nearest institution to any member %.1f km" % (number, nearest))
    incubators = [i for i in INSTITUTIONS if i[1] == "incubator"]
    bologna = [i for i in incubators if i[0].startswith("Bologna")]
    assert len(bologna) >= 3 and all(km(a[5:7], b[5:7]) < 5 for a in bologna for b in bologna)
    ring = RINGS["Z01"]
    for f in located:                            # nobody within 10 km of the free zone but outside it shares its sectors
        if f["sector"] in ("26.11", "27.11"):
            assert inside_ring(float(f["lon"]), float(f["lat"]), ring), f


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE
    os.makedirs(folder, exist_ok=True)
    firms = make_firms()
    make_dirt(firms)
    check(firms)
    header = ["id", "name", "sector", "sector_name", "jobs", "born", "closed", "town", "lon", "lat", "source"]
    write(folder, "firms.csv", csv_text(header, [[f.get(c, "synthetic") for c in header] for f in firms]))
    names = {c[0]: c[1] for c in CLUSTERS}
    names[0] = "background"
    write(folder, "truth.csv", csv_text(["id", "planted_cluster", "cluster_name"], [[f["id"], f["cluster"], names[f["cluster"]]] for f in firms]))
    zones = []
    for zid, name, kind, opened, lon, lat, length, _, _ in ZONES:
        properties = {"id": zid, "name": name, "kind": kind, "opened": opened, "source": "synthetic"}
        if length:
            zones.append(feature(properties, "Polygon", [[list(p) for p in RINGS[zid] + RINGS[zid][:1]]]))
        else:
            zones.append(feature(properties, "Point", [lon, lat]))
    write(folder, "zones.geojson", collection("zones", zones))
    write(folder, "institutions.csv", csv_text(
        ["id", "name", "kind", "services", "capacity", "opened", "lon", "lat", "source"],
        [["I%02d" % k, *row[:5], "%.4f" % row[5], "%.4f" % row[6], "synthetic"] for k, row in enumerate(INSTITUTIONS, 1)]))
    write(folder, "roads.geojson", collection("roads", [
        feature({"id": "R%d" % k, "name": name, "kind": kind, "source": "schematic"}, "LineString", [list(p) for p in line])
        for k, (name, kind, line) in enumerate(ROADS, 1)]))
    write(folder, "towns.geojson", collection("towns", [
        feature({"name": t[0], "population": t[3] * 1000, "rank": 1 if t[3] >= 140 else 2 if t[3] >= 90 else 3 if t[3] >= 40 else 4 if t[3] >= 20 else 5,
                 "source": "approximate position and rounded population"}, "Point", [t[1], t[2]]) for t in TOWNS]))
    shape = [[[list(q) for q in r + r[:1]] for r in p] for p in OUTLINE]
    properties = {"id": "ER", "name": "Emilia-Romagna", "kind": "study_area", "source": "Natural Earth admin-1 provinces, dissolved"}
    write(folder, "study_area.geojson", collection("study_area", [
        feature(properties, "Polygon", shape[0]) if len(shape) == 1 else feature(properties, "MultiPolygon", shape)]))
    print("%d firms, %d planted in %d clusters" % (len(firms), sum(1 for f in firms if f["cluster"]), len(CLUSTERS)))


if __name__ == "__main__":
    main()
