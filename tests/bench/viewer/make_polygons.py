"""make_polygons.py N VERTICES FILE.gpkg: N ragged polygons on a lattice of a 1,000-km square, metres on a plane."""
import math
import random
import sys

from osgeo import ogr

count, vertices, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
random.seed(count)
side = math.ceil(math.sqrt(count))
cell = 1e6 / side
data = ogr.GetDriverByName("GPKG").CreateDataSource(file)
layer = data.CreateLayer("zones", geom_type=ogr.wkbPolygon)
layer.CreateField(ogr.FieldDefn("name", ogr.OFTString))
layer.StartTransaction()
for k in range(count):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for v in range(vertices):
        angle, radius = 2 * math.pi * v / vertices, 0.6 * cell * random.uniform(0.7, 1)
        ring.AddPoint_2D((k % side + 0.5) * cell + radius * math.cos(angle),
                         (k // side + 0.5) * cell + radius * math.sin(angle))
    ring.CloseRings()
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    row = ogr.Feature(layer.GetLayerDefn())
    row["name"] = "Zone %d" % (k + 1)
    row.SetGeometry(polygon)
    layer.CreateFeature(row)
layer.CommitTransaction()
