// Areas across the antimeridian. The oracle: the area that a ring encloses when each step is taken the short
// way round, summed without any clipping.
#include "io/import_antimeridian.hpp"

#include <ogrsf_frmts.h>

#include <cmath>
#include <random>

#include "import_support.hpp"
#include "io/gdal_session.hpp"

namespace agglo {
namespace {

using test::flag_of;
using test::flagged;

/// Twice the signed area of a ring on the globe in square degrees; zero turn is taken for granted.
double area_by_steps(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0, lon = x[0];
  for (std::size_t i = 1; i < x.size(); ++i) {
    double step = x[i] - x[i - 1];
    if (step > 180) step -= 360;
    if (step < -180) step += 360;
    sum += (lon - x[0]) * (y[i] - y[i - 1]) - (y[i - 1] - y[0]) * step;
    lon += step;
  }
  return sum / 2;
}

/// Area of one row in square degrees; fails the test when a ring jumps.
double area_of_row(const Shapes& shapes, std::size_t row) {
  double sum = 0;
  for (std::size_t ring = shapes.part_start[shapes.row_start[row]];
       ring < shapes.part_start[shapes.row_start[row + 1]]; ++ring) {
    const std::size_t begin = shapes.ring_start[ring], end = shapes.ring_start[ring + 1];
    for (std::size_t i = begin + 1; i < end; ++i)
      EXPECT_LE(std::abs(shapes.x[i] - shapes.x[i - 1]), 180) << "row " << row;
    sum += area_by_steps({shapes.x.begin() + static_cast<std::ptrdiff_t>(begin),
                          shapes.x.begin() + static_cast<std::ptrdiff_t>(end)},
                         {shapes.y.begin() + static_cast<std::ptrdiff_t>(begin),
                          shapes.y.begin() + static_cast<std::ptrdiff_t>(end)});
  }
  return sum;
}

class ImportAntimeridian : public test::ImportFolder {
 protected:
  Imported import_wkt(const std::string& wkt, Role role = Role::regions, const std::string& crs = "") const {
    ImportOptions options;
    options.role = role;
    options.crs = crs;
    return import("a.csv", "name;wkt\nA;" + wkt + "\n", options);
  }
};

TEST_F(ImportAntimeridian, ring_that_jumps_is_cut_into_a_piece_on_each_side) {
  const Imported got = import_wkt("POLYGON((178 10,-178 10,-178 12,178 12,178 10))");
  const Shapes& shapes = got.table.shapes;
  EXPECT_EQ(flagged(got.report, "antimeridian"), 1u);
  EXPECT_EQ(flagged(got.report, "invalid_geometry"), 0u);
  EXPECT_EQ(shapes.row_start[1] - shapes.row_start[0], 2u);
  EXPECT_NEAR(area_of_row(shapes, 0), 8, 1e-9);
  for (const double x : shapes.x) EXPECT_GE(std::abs(x), 178);
}

TEST_F(ImportAntimeridian, hole_across_it_stays_a_hole) {
  const Imported got =
      import_wkt("POLYGON((178 10,-178 10,-178 14,178 14,178 10),(179 11,-179 11,-179 12,179 12,179 11))");
  EXPECT_NEAR(area_of_row(got.table.shapes, 0), 16 - 2, 1e-9);
}

TEST_F(ImportAntimeridian, ring_that_was_closed_along_the_meridian_is_cut) {
  const Imported got = import_wkt("POLYGON((179 0,180 0,-180 0,-179 0,-179 1,-180 1,180 1,179 1,179 0))");
  EXPECT_EQ(flagged(got.report, "antimeridian"), 1u);
  EXPECT_NEAR(area_of_row(got.table.shapes, 0), 2, 1e-9);
}

TEST_F(ImportAntimeridian, maps_of_the_world_and_areas_that_do_not_jump_stay) {
  for (const char* wkt : {"POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))",
                          "POLYGON((-180 -90,180 -90,180 -70,0 -65,-180 -70,-180 -90))",
                          "POLYGON((-90 0,90 0,90 10,-90 10,-90 0))"}) {
    const Imported got = import_wkt(wkt);
    EXPECT_EQ(flagged(got.report, "antimeridian"), 0u) << wkt;
    const std::string text = wkt;
    EXPECT_EQ(static_cast<std::ptrdiff_t>(got.table.shapes.x.size()),
              std::count(text.begin(), text.end(), ',') + 1);
    EXPECT_EQ(flagged(got.report, "invalid_geometry"), 0u) << wkt;
  }
}

TEST_F(ImportAntimeridian, ring_around_a_pole_is_closed_along_it) {
  const Imported got = import_wkt("POLYGON((-120 -80,120 -80,0 -80,-120 -80))");
  EXPECT_EQ(flagged(got.report, "antimeridian"), 1u);
  const Box box = got.table.shapes.box();
  EXPECT_EQ(box.min_x, -180);
  EXPECT_EQ(box.max_x, 180);
  EXPECT_EQ(box.min_y, -90);
  EXPECT_EQ(box.max_y, -80);
}

TEST_F(ImportAntimeridian, centroid_of_a_cut_area_lies_in_it) {
  const Imported got = import_wkt("POLYGON((178 10,-176 10,-176 12,178 12,178 10))", Role::institutions);
  EXPECT_NEAR(got.table.shapes.first_x(0), -179, 1e-9);
  EXPECT_NEAR(got.table.shapes.first_y(0), 11, 1e-9);
}

TEST_F(ImportAntimeridian, metres_may_be_more_than_180_apart) {
  const Imported got =
      import_wkt("POLYGON((-100 -50,100 -50,100 50,-100 50,-100 -50))", Role::regions, "planar");
  EXPECT_EQ(flagged(got.report, "antimeridian"), 0u);
  EXPECT_EQ(got.table.shapes.box().max_x, 100);
}

// Star-shaped rings around random centres near the meridian: wrapped and cut, they keep their area.
TEST_F(ImportAntimeridian, random_rings_keep_their_area) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int round = 0; round < 40; ++round) {
    const double centre = 170 + 20 * unit(random), lat = -60 + 120 * unit(random);
    OGRLinearRing ring;
    std::vector<double> x, y;
    for (int i = 0; i < 24; ++i) {
      const double angle = i * 2 * 3.141592653589793 / 24, radius = 2 + 20 * unit(random);
      const double lon = centre + radius * std::cos(angle);
      x.push_back(lon > 180 ? lon - 360 : lon);
      y.push_back(lat + radius * std::sin(angle));
      ring.addPoint(x.back(), y.back());
    }
    ring.closeRings();
    x.push_back(x.front());
    y.push_back(y.front());
    OGRPolygon polygon;
    polygon.addRing(&ring);
    if (!crosses_antimeridian(polygon)) continue;
    const OgrGeometryHandle cut = split_at_antimeridian(polygon);
    ASSERT_NE(cut, nullptr);
    EXPECT_TRUE(cut->IsValid());
    Shapes shapes;
    shapes_from_ogr(cut.get(), shapes);
    EXPECT_NEAR(area_of_row(shapes, 0), area_by_steps(x, y), 1e-6);
    // The oracle itself tells a wrong answer: the ring as it stands on the flat map.
    EXPECT_GT(std::abs(polygon.get_Area() - area_by_steps(x, y)), 1);
  }
}

TEST_F(ImportAntimeridian, natural_earth_countries) {
  const std::string file = AGGLO_SOURCE_DIR "/../shared/data/naturalearth/naturalearth.gpkg";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "shared data not here";
  register_gdal();
  ImportOptions options;
  options.role = Role::regions;
  options.layer = "countries_50m";
  RunControl run(1);
  const Imported got = import_file(file, options, run);
  EXPECT_EQ(flagged(got.report, "antimeridian"), 3u);  // Russia, Fiji, Antarctica
  const GdalErrorCollector errors;
  const GdalDatasetHandle dataset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR));
  std::size_t row = 0, found = 0;
  for (const OGRFeatureUniquePtr& feature : *dataset->GetLayerByName("countries_50m")) {
    const std::string name = feature->GetFieldAsString("name");
    if (name == "Russia" || name == "Fiji") {
      ++found;
      double expected = 0;
      for (const OGRPolygon* polygon : *feature->GetGeometryRef()->toMultiPolygon())
        for (const OGRLinearRing* ring : *polygon) {
          std::vector<double> x, y;
          for (const OGRPoint& point : *ring) x.push_back(point.getX()), y.push_back(point.getY());
          const double area = std::abs(area_by_steps(x, y));
          expected += ring == polygon->getExteriorRing() ? area : -area;
        }
      EXPECT_NEAR(area_of_row(got.table.shapes, row), expected, expected * 1e-6) << name;
    }
    ++row;
  }
  EXPECT_EQ(found, 2u);
  const Column& names = got.table.at("name");
  for (std::size_t i = 0; i < got.table.row_count; ++i) {
    if (names.text(i) == "Antarctica") {
      EXPECT_GT(area_of_row(got.table.shapes, i), 5000);
    }
  }
}

}  // namespace
}  // namespace agglo
