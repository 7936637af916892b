// Rows in areas against looking at every row.
#include "viewer/state/area_rows.hpp"

#include <gtest/gtest.h>

#include <random>

#include "fixture.hpp"

namespace agglo::viewer {

namespace {

/// Points on a coarse lattice, so that many lie exactly on edges and corners, and some anywhere.
SceneLayer lattice_layer(std::size_t n, std::mt19937& random) {
  std::uniform_int_distribution<int> step(0, 100);
  std::uniform_real_distribution<double> anywhere(0, 1000);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < n; ++i) {
    const bool free = i % 3 == 0;
    x.push_back(free ? anywhere(random) : step(random) * 10.0);
    y.push_back(free ? anywhere(random) : step(random) * 10.0);
  }
  x[n / 2] = std::nan("");
  SceneLayer layer;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(std::move(x));
  layer.y = std::make_shared<const std::vector<double>>(std::move(y));
  return layer;
}

std::vector<WorldPoint> random_ring(std::mt19937& random, int corners, bool on_lattice) {
  std::uniform_real_distribution<double> place(-100, 1100);
  std::vector<WorldPoint> ring;
  for (int i = 0; i < corners; ++i) {
    const double x = place(random), y = place(random);
    ring.push_back(on_lattice ? WorldPoint{std::round(x / 10) * 10, std::round(y / 10) * 10}
                              : WorldPoint{x, y});
  }
  return ring;
}

Shapes as_polygon(const std::vector<WorldPoint>& ring) {
  std::vector<double> x, y;
  for (const WorldPoint& p : ring) x.push_back(p.x_m), y.push_back(p.y_m);
  x.push_back(x.front());
  y.push_back(y.front());
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(x, y);
  return shapes;
}

RowSet every_row_tested(const SceneLayer& layer, const Shapes& polygon) {
  RowSet rows(layer.x->size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (!std::isnan((*layer.x)[row]) && contains(polygon, 0, (*layer.x)[row], (*layer.y)[row]))
      rows.insert(row);
  return rows;
}

}  // namespace

TEST(AreaRows, points_as_if_each_were_tested) {
  std::mt19937 random(7);
  const SceneLayer layer = lattice_layer(30000, random);
  const PointIndex points(*layer.x, *layer.y, {});
  std::size_t found = 0;
  for (int trial = 0; trial < 40; ++trial) {
    const int corners = trial % 4 == 0 ? 60 : 3 + trial % 6;  // they cross themselves
    const auto ring = random_ring(random, corners, trial % 2 == 0);
    RowSet rows(layer.x->size());
    add_points_inside(layer, points, AreaEdges(ring), rows);
    EXPECT_EQ(rows, every_row_tested(layer, as_polygon(ring))) << "trial " << trial;
    found += rows.count();
  }
  EXPECT_GT(found, 10000u);
}

TEST(AreaRows, large_layers_are_walked_on_two_threads_alike) {
  std::mt19937 random(8);
  const SceneLayer layer = lattice_layer(250'000, random);
  const PointIndex points(*layer.x, *layer.y, {});
  const auto ring = random_ring(random, 12, false);
  RowSet rows(layer.x->size());
  add_points_inside(layer, points, AreaEdges(ring), rows);
  EXPECT_EQ(rows, every_row_tested(layer, as_polygon(ring)));
  EXPECT_GT(rows.count(), 1000u);
}

TEST(AreaRows, an_area_being_drawn_holds_at_each_step_what_lies_in_it) {
  std::mt19937 random(10);
  const SceneLayer layer = lattice_layer(250'000, random);
  const SceneLayer other = lattice_layer(9'999, random);  // a part of a word
  const auto prepared_of = [](const SceneLayer& of) {
    PreparedLayer prepared;
    prepared.points = std::make_shared<const PointIndex>(*of.x, *of.y, std::span<const std::int16_t>());
    return prepared;
  };
  const PreparedLayer prepared = prepared_of(layer), prepared_other = prepared_of(other);
  AreaBrush brush;
  std::vector<WorldPoint> ring = random_ring(random, 5, false);
  std::uniform_real_distribution<double> shift(-150, 150);
  std::size_t found = 0;
  for (int step = 0; step < 12; ++step) {
    for (WorldPoint& corner : ring) corner = {corner.x_m + shift(random), corner.y_m + shift(random)};
    const bool changed = step % 5 == 4;
    const SceneLayer& on = changed ? other : layer;
    const RowSet rows = brush.rows_in(on, changed ? prepared_other : prepared, AreaEdges(ring));
    EXPECT_EQ(rows, every_row_tested(on, as_polygon(ring))) << "step " << step;
    found += rows.count();
  }
  EXPECT_GT(found, 100'000u);
}

TEST(AreaRows, holes_are_outside) {
  Shapes ring;
  ring.begin_row(ShapeKind::polygon);
  ring.begin_part();
  const std::vector<double> x{0, 100, 100, 0, 0}, y{0, 0, 100, 100, 0};
  const std::vector<double> hx{40, 40, 60, 60, 40}, hy{40, 60, 60, 40, 40};
  ring.add_ring(x, y);
  ring.add_ring(hx, hy);
  SceneLayer layer;
  layer.points_only = true;
  layer.x = std::make_shared<const std::vector<double>>(std::vector<double>{50, 10, 40, 200});
  layer.y = std::make_shared<const std::vector<double>>(std::vector<double>{50, 10, 50, 50});
  RowSet rows(4);
  add_points_inside(layer, PointIndex(*layer.x, *layer.y, {}), AreaEdges(ring, 0), rows);
  EXPECT_EQ(rows, rows_of(4, {1, 2}));  // the edge belongs to the area
}

TEST(AreaRows, box_takes_the_shapes_it_overlaps) {
  std::mt19937 random(9);
  std::uniform_real_distribution<double> place(0, 1000), side(1, 120);
  Shapes shapes;
  for (int i = 0; i < 400; ++i) add_square(shapes, place(random), place(random), side(random));
  std::vector<Box> boxes;
  for (std::size_t row = 0; row < shapes.size(); ++row) boxes.push_back(shapes.box(row));
  for (int trial = 0; trial < 20; ++trial) {
    const WorldPoint a{place(random), place(random)}, b{place(random), place(random)};
    Box area;
    area.extend(a.x_m, a.y_m);
    area.extend(b.x_m, b.y_m);
    RowSet rows(shapes.size()), wanted(shapes.size());
    add_shapes_touching(shapes, boxes, AreaEdges(rectangle(a, b)), rows);
    for (std::size_t row = 0; row < boxes.size(); ++row)
      if (boxes[row].intersects(area)) wanted.insert(row);
    EXPECT_EQ(rows, wanted);
  }
}

TEST(AreaRows, an_area_inside_a_polygon_takes_it_and_one_in_its_bay_does_not) {
  Shapes bay;
  bay.begin_row(ShapeKind::polygon);
  bay.begin_part();
  const std::vector<double> x{0, 100, 100, 70, 70, 30, 30, 0, 0}, y{0, 0, 100, 100, 30, 30, 100, 100, 0};
  bay.add_ring(x, y);
  const std::vector<Box> boxes{bay.box(0)};
  const auto touched = [&](WorldPoint a, WorldPoint b) {
    RowSet rows(1);
    add_shapes_touching(bay, boxes, AreaEdges(rectangle(a, b)), rows);
    return !rows.none();
  };
  EXPECT_TRUE(touched({5, 5}, {10, 10}));
  EXPECT_FALSE(touched({40, 50}, {60, 90}));
  EXPECT_TRUE(touched({40, 20}, {60, 90}));
}

}  // namespace agglo::viewer
