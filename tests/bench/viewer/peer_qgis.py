"""Milliseconds that QGIS takes to draw a layer, beside which the viewer is measured.

    peer_qgis.py draw FILE LAYER ROUNDS            the layer as its file has it
    peer_qgis.py memory FILE LAYER ROUNDS          copied into a memory layer first
    peer_qgis.py open FILE LAYER ROUNDS            opened and drawn once each round, without the time to start

1600x900 pixels, the whole layer in view, QGIS' own look of a new layer, all processors. Prints a JSON list.
"""
import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.core import (QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject,  # noqa: E402
                       QgsVectorLayer)

WIDTH, HEIGHT = 1600, 900


def open_layer(file, name):
    layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
    if not layer.isValid() or layer.featureCount() <= 0:
        sys.exit(f"{file}: there is no layer {name} with rows")
    return layer


def in_memory(source):
    kind = {0: "Point", 1: "LineString", 2: "MultiPolygon"}[source.geometryType()]
    layer = QgsVectorLayer(f"{kind}?crs={source.crs().authid()}", source.name(), "memory")
    layer.dataProvider().addAttributes(source.fields().toList())
    layer.updateFields()
    layer.dataProvider().addFeatures(source.getFeatures())
    layer.updateExtents()
    return layer


def draw_ms(layer):
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setExtent(layer.extent())
    start = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    if image.width() != WIDTH:
        sys.exit("nothing was drawn")
    return (time.perf_counter() - start) * 1000


def main():
    task, file, name, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    app = QgsApplication([], True)
    app.initQgis()
    times = []
    if task == "open":
        for _ in range(rounds):
            start = time.perf_counter()
            layer = open_layer(file, name)
            QgsProject.instance().addMapLayer(layer)
            draw_ms(layer)
            times.append((time.perf_counter() - start) * 1000)
            QgsProject.instance().removeAllMapLayers()
    else:
        layer = open_layer(file, name)
        if task == "memory":
            layer = in_memory(layer)
        times = [draw_ms(layer) for _ in range(rounds)]
    print(json.dumps([round(t, 1) for t in times]))
    sys.stdout.flush()
    os._exit(0)  # QGIS 3.22 crashes when it takes itself apart


main()
