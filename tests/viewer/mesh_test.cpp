#include "viewer/draw/mesh.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace agglo::viewer {

namespace {

double area(const std::vector<MeshVertex>& t) {
  double sum = 0;
  for (std::size_t i = 0; i + 2 < t.size(); i += 3)
    sum += std::abs(static_cast<double>((t[i + 1].x - t[i].x) * (t[i + 2].y - t[i].y) -
                                        (t[i + 2].x - t[i].x) * (t[i + 1].y - t[i].y))) *
           0.5;
  return sum;
}

/// How many triangles cover a point.
int cover(const std::vector<MeshVertex>& t, double x, double y) {
  int count = 0;
  for (std::size_t i = 0; i + 2 < t.size(); i += 3) {
    const auto side = [&](const MeshVertex& a, const MeshVertex& b) {
      return (static_cast<double>(b.x) - static_cast<double>(a.x)) * (y - static_cast<double>(a.y)) -
             (static_cast<double>(b.y) - static_cast<double>(a.y)) * (x - static_cast<double>(a.x));
    };
    const double p = side(t[i], t[i + 1]), q = side(t[i + 1], t[i + 2]), r = side(t[i + 2], t[i]);
    if ((p > 0 && q > 0 && r > 0) || (p < 0 && q < 0 && r < 0)) ++count;
  }
  return count;
}

/// A star-shaped ring of n vertices with ragged radius, closed.
void add_ragged_ring(Shapes& shapes, std::size_t n, double radius, unsigned seed, double least = 0.4) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> ragged(least, 1.0);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 6.283185307179586 * static_cast<double>(i) / static_cast<double>(n);
    const double r = radius * ragged(random);
    x.push_back(r * std::cos(angle));
    y.push_back(r * std::sin(angle));
  }
  x.push_back(x.front());
  y.push_back(y.front());
  shapes.add_ring(x, y);
}

}  // namespace

TEST(Mesh, triangles_cover_exactly_the_inside_of_ragged_polygons_with_a_hole) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    Shapes shapes;
    shapes.begin_row(ShapeKind::polygon);
    shapes.begin_part();
    add_ragged_ring(shapes, 60, 1000, seed);
    add_ragged_ring(shapes, 12, 300, seed + 100);
    std::vector<MeshVertex> triangles;
    triangulate_row(shapes, 0, 0, 0, 0, triangles);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> place(-1000, 1000);
    for (int k = 0; k < 500; ++k) {
      const double x = place(random), y = place(random);
      EXPECT_EQ(cover(triangles, x, y), contains(shapes, 0, x, y) ? 1 : 0)
          << seed << " at " << x << ", " << y;
    }
  }
}

TEST(Mesh, area_of_a_square_ring_is_outer_less_inner) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, 10, 10, 0, 0}, std::vector<double>{0, 0, 10, 10, 0});
  shapes.add_ring(std::vector<double>{2, 2, 5, 5, 2}, std::vector<double>{2, 5, 5, 2, 2});
  std::vector<MeshVertex> triangles;
  triangulate_row(shapes, 0, 0, 0, 0, triangles);
  EXPECT_NEAR(area(triangles), 91, 1e-4);
}

TEST(Mesh, coast_of_a_hundred_thousand_vertices_is_filled) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  add_ragged_ring(shapes, 100'000, 1e6, 5, 0.999);
  const auto mesh = make_mesh(shapes, {}, {}, 0, 0);
  ASSERT_EQ(mesh->levels.size(), 5u);
  EXPECT_EQ(mesh->levels[0].segments.size(), 100'000u);
  EXPECT_GT(mesh->levels[0].triangles.size(), 100'000u);
  EXPECT_LT(mesh->levels[4].segments.size(), mesh->levels[0].segments.size());
  EXPECT_EQ(&level_for(*mesh, 1e-3), &mesh->levels[0]);
  EXPECT_EQ(&level_for(*mesh, 1e6), &mesh->levels[4]);
}

TEST(Mesh, a_fan_that_touches_itself_thousands_of_times_is_filled_in_bounded_work) {
  constexpr int kBlades = 30'000;
  constexpr double kRadius = 40e3, kBlade = 3.14159265358979 / kBlades;
  std::vector<double> x, y;
  for (int k = 0; k < kBlades; ++k) {
    for (const double angle : {(k + 0.25) * kBlade, (k + 0.75) * kBlade}) {
      x.push_back(kRadius * std::cos(angle));
      y.push_back(kRadius * std::sin(angle));
    }
    x.push_back(0);
    y.push_back(0);
  }
  x.push_back(x.front());
  y.push_back(y.front());
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(x, y);
  std::vector<MeshVertex> triangles;
  triangulate_row(shapes, 0, 0, 0, 0, triangles);
  const double blades = kBlades * 0.5 * kRadius * kRadius * std::sin(kBlade / 2);
  EXPECT_NEAR(area(triangles), blades, 0.02 * blades);
  for (const MeshVertex& v : triangles)
    ASSERT_TRUE(std::isfinite(v.x) && std::isfinite(v.y) && std::abs(v.x) <= 1.01 * kRadius);
}

TEST(Mesh, degenerate_rings_give_no_triangle) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{1, 1, 1, 1}, std::vector<double>{2, 2, 2, 2});
  shapes.begin_part();
  shapes.add_ring(std::vector<double>{0, std::nan(""), 3, 0}, std::vector<double>{0, 4, 0, 0});
  std::vector<MeshVertex> triangles;
  triangulate_row(shapes, 0, 0, 0, 0, triangles);
  EXPECT_NEAR(area(triangles), 0, 1e-9);
}

TEST(Mesh, rows_of_negative_category_and_points_are_left_out) {
  Shapes shapes;
  for (int k = 0; k < 2; ++k) {
    shapes.begin_row(ShapeKind::line);
    shapes.begin_part();
    shapes.add_ring(std::vector<double>{0, 1, 2}, std::vector<double>{0, 1, 0});
  }
  shapes.add_point(3, 3);
  const auto mesh = make_mesh(shapes, std::vector<std::int16_t>{-1, 2, 0}, {}, 0, 0);
  ASSERT_EQ(mesh->levels[0].segments.size(), 2u);
  EXPECT_FLOAT_EQ(mesh->levels[0].segments[0].category, 2);
  EXPECT_TRUE(mesh->levels[0].triangles.empty());
}

TEST(Mesh, rows_of_a_set_are_what_a_mesh_of_these_rows_alone_would_be) {
  Shapes shapes;
  for (unsigned k = 0; k < 30; ++k) {
    shapes.begin_row(k % 3 ? ShapeKind::polygon : ShapeKind::line);
    shapes.begin_part();
    add_ragged_ring(shapes, 20 + 40 * k, 500, k);
  }
  const auto whole = make_mesh(shapes, {}, {}, 0, 0);
  RowSet rows(shapes.size());
  for (const std::size_t row : {0u, 4u, 5u, 29u}) rows.insert(row);
  const auto some = mesh_of_rows(*whole, whole->levels[0], rows);
  const auto wanted = make_mesh(shapes, {}, std::vector<std::uint32_t>{0, 4, 5, 29}, 0, 0);
  const MeshLevel &is = some->levels[0], &should = wanted->levels[0];
  ASSERT_EQ(is.triangles.size(), should.triangles.size());
  EXPECT_EQ(area(is.triangles), area(should.triangles));
  ASSERT_EQ(is.segments.size(), should.segments.size());
  ASSERT_EQ(is.segment_blocks.size(), should.segment_blocks.size());
  for (std::size_t k = 0; k < is.segment_blocks.size(); ++k) {
    EXPECT_EQ(is.segment_blocks[k].first, should.segment_blocks[k].first);
    EXPECT_EQ(is.segment_blocks[k].row, should.segment_blocks[k].row);
  }
}

TEST(Mesh, subsets_are_kept_while_they_are_asked_for) {
  Shapes shapes;
  shapes.begin_row(ShapeKind::polygon);
  shapes.begin_part();
  add_ragged_ring(shapes, 50, 500, 1);
  const auto whole = make_mesh(shapes, {}, {}, 0, 0);
  const auto rows = std::make_shared<const RowSet>(1, true);
  MeshSubsets subsets;
  EXPECT_EQ(subsets.get(whole, nullptr, 1), whole);
  const auto subset = subsets.get(whole, rows, 1);
  subsets.forget_unused();
  EXPECT_EQ(subsets.get(whole, rows, 1), subset);
  for (int k = 0; k < 3; ++k) subsets.forget_unused();
  EXPECT_NE(subsets.get(whole, rows, 1), subset);
}

}  // namespace agglo::viewer
