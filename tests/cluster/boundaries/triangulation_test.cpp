#include "cluster/boundaries/triangulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cluster/oracle.hpp"

namespace {

using agglo::Place;
using agglo::Triangulation;
using oracle::Random;

__extension__ typedef __int128 Wide;

constexpr std::uint32_t kNone = Triangulation::kNone;

/// Signs by whole numbers of 128 bits; coordinates are whole and below 2^20.
int sign_of(Wide value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
int turn(const Place& a, const Place& b, const Place& c) {
  const auto n = [](double v) { return static_cast<Wide>(v); };
  return sign_of((n(a.x) - n(c.x)) * (n(b.y) - n(c.y)) - (n(a.y) - n(c.y)) * (n(b.x) - n(c.x)));
}
int circle(const Place& a, const Place& b, const Place& c, const Place& d) {
  Wide m[3][3];
  const Place* corners[] = {&a, &b, &c};
  for (int i = 0; i < 3; ++i) {
    m[i][0] = static_cast<Wide>(corners[i]->x) - static_cast<Wide>(d.x);
    m[i][1] = static_cast<Wide>(corners[i]->y) - static_cast<Wide>(d.y);
    m[i][2] = m[i][0] * m[i][0] + m[i][1] * m[i][1];
  }
  return sign_of(m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                 m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                 m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]));
}

std::vector<std::array<std::uint32_t, 3>> triangles(const Triangulation& mesh) {
  std::vector<std::array<std::uint32_t, 3>> result;
  for (std::size_t face = 1; face < mesh.face_count(); ++face) {
    const std::uint32_t e = mesh.face_edge[face];
    result.push_back({mesh.origin[e], mesh.end(e), mesh.apex(e)});
  }
  return result;
}

/// What contradicts the definition of a Delaunay triangulation of whole-numbered places, or "".
std::string fault(const std::vector<Place>& places, const Triangulation& mesh) {
  std::size_t edges = 0;
  for (std::uint32_t e = 0; e < mesh.origin.size(); ++e) {
    if (mesh.origin[e] == kNone) continue;
    ++edges;
    if (mesh.next[mesh.prev[e]] != e || mesh.prev[mesh.next[e]] != e) return "broken ring of edges";
    if (mesh.origin[mesh.next[e]] != mesh.origin[e]) return "edge around another place";
    const std::uint32_t f = mesh.left_next(e), g = mesh.left_next(f);
    if (mesh.face[e] != Triangulation::kOutside && mesh.left_next(g) != e) return "face of more than 3 edges";
  }
  if (places.size() + mesh.face_count() != edges / 2 + 2) return "Euler's formula fails";
  double hull_twice = 0, triangles_twice = 0;
  std::uint32_t e = mesh.face_edge[0];
  do {
    const Place &a = places[mesh.origin[e]], &b = places[mesh.end(e)];
    hull_twice -= a.x * b.y - b.x * a.y;
    for (const Place& p : places)
      if (turn(a, b, p) > 0) return "a place outside the hull";
    e = mesh.left_next(e);
  } while (e != mesh.face_edge[0]);
  for (const auto& t : triangles(mesh)) {
    const Place &a = places[t[0]], &b = places[t[1]], &c = places[t[2]];
    if (turn(a, b, c) <= 0) return "a triangle that is not counter-clockwise";
    triangles_twice += (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    for (const Place& p : places)
      if (circle(a, b, c, p) > 0) return "a place inside a circle";
  }
  return hull_twice == triangles_twice ? "" : "triangles overlap or leave gaps";
}

std::vector<Place> distinct(std::vector<Place> places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

Triangulation triangulated(const std::vector<Place>& places, unsigned threads = 1) {
  agglo::RunControl run(threads);
  Triangulation mesh;
  agglo::triangulate(places, mesh, run);
  return mesh;
}

TEST(ExactPredicates, agree_with_whole_numbers) {
  Random random(1);
  for (int repeat = 0; repeat < 20000; ++repeat) {
    const std::uint64_t extent = repeat % 2 ? 4 : 1U << 20U;  // small: most answers are 0
    Place p[4];
    for (Place& place : p)
      place = {static_cast<double>(random.below(extent)), static_cast<double>(random.below(extent))};
    const auto sign = [](double v) { return v > 0 ? 1 : v < 0 ? -1 : 0; };
    ASSERT_EQ(sign(agglo::orientation(p[0], p[1], p[2])), turn(p[0], p[1], p[2]));
    ASSERT_EQ(sign(agglo::exact_orientation(p[0], p[1], p[2])), turn(p[0], p[1], p[2]));
    ASSERT_EQ(sign(agglo::in_circle(p[0], p[1], p[2], p[3])), circle(p[0], p[1], p[2], p[3]));
    ASSERT_EQ(sign(agglo::exact_in_circle(p[0], p[1], p[2], p[3])), circle(p[0], p[1], p[2], p[3]));
  }
}

TEST(ExactPredicates, see_what_rounding_hides) {
  // 0.5 + k ulp on the diagonal: naive arithmetic calls many of these collinear (Kettner et al. 2008).
  const double ulp = 0x1p-53;
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 16; ++j) {
      const double turn_of = agglo::orientation({0.5 + i * ulp, 0.5 + j * ulp}, {12, 12}, {24, 24});
      EXPECT_EQ(turn_of > 0, i > j ? false : i < j) << i << " " << j;
      EXPECT_EQ(turn_of == 0, i == j);
    }
  const double tiny = 0x1p-40;
  EXPECT_GT(agglo::in_circle({1, 0}, {0, 1}, {-1, 0}, {0, -1 + tiny * 0x1p-12}), 0);
  EXPECT_EQ(agglo::in_circle({1, 0}, {0, 1}, {-1, 0}, {0, -1}), 0);
  EXPECT_LT(agglo::in_circle({1, 0}, {0, 1}, {-1, 0}, {0, -1 - tiny * 0x1p-12}), 0);
}

TEST(Triangulation, is_delaunay) {
  Random random(2);
  for (int repeat = 0; repeat < 1500; ++repeat) {
    std::vector<Place> places;
    const std::uint64_t width = 1 + random.below(repeat % 3 == 0 ? 6 : repeat % 3 == 1 ? 40 : 1000000);
    const std::uint64_t height = 1 + random.below(repeat % 5 == 0 ? 2 : width);
    for (std::size_t i = 0, n = 2 + random.below(60); i < n; ++i)
      places.push_back({static_cast<double>(random.below(width)), static_cast<double>(random.below(height))});
    places = distinct(places);
    if (places.size() < 2) continue;
    ASSERT_EQ(fault(places, triangulated(places)), "") << repeat;
  }
}

TEST(Triangulation, oracle_rejects_wrong_triangles) {
  // A flipped diagonal of a kite, whose circles hold the fourth corner.
  const std::vector<Place> kite{{0, 0}, {10, -2}, {10, 2}, {20, 0}};
  Triangulation mesh = triangulated(kite);
  ASSERT_EQ(fault(kite, mesh), "");
  const std::vector<Place> moved{{9, 0}, {10, -20}, {10, 20}, {11, 0}};
  EXPECT_EQ(fault(moved, mesh), "a place inside a circle");
  EXPECT_NE(fault({{0, 0}, {1, -9}, {30, 9}, {20, 0}}, mesh), "");
}

TEST(Triangulation, places_on_a_line_make_a_path) {
  std::vector<Place> line;
  for (int i = 0; i < 100; ++i) line.push_back({3.0 * i, 7.0 * i});
  const Triangulation mesh = triangulated(line);
  EXPECT_EQ(mesh.face_count(), 1U);
  EXPECT_EQ(std::count_if(mesh.origin.begin(), mesh.origin.end(), [](auto v) { return v != kNone; }), 198);
}

TEST(Triangulation, of_many_places_is_the_same_for_any_thread_count) {
  Random random(3);
  std::vector<Place> places;
  for (int i = 0; i < 100000; ++i)
    places.push_back({static_cast<double>(random.below(30000)), static_cast<double>(random.below(30000))});
  places = distinct(places);
  const Triangulation one = triangulated(places, 1), four = triangulated(places, 4);
  EXPECT_EQ(one.origin, four.origin);
  EXPECT_EQ(one.next, four.next);
  EXPECT_EQ(one.face, four.face);
  // Each edge between two triangles is locally Delaunay, which makes the whole so.
  for (std::uint32_t e = 0; e < one.origin.size(); ++e) {
    if (one.origin[e] == kNone || one.face[e] == 0 || one.face[e ^ 1U] == 0) continue;
    const Place &a = places[one.origin[e]], &b = places[one.end(e)], &c = places[one.apex(e)];
    ASSERT_GT(turn(a, b, c), 0);
    ASSERT_LE(circle(a, b, c, places[one.apex(e ^ 1U)]), 0);
  }
}

TEST(Triangulation, stops_when_cancelled) {
  std::vector<Place> places;
  for (int i = 0; i < 3000; ++i) places.push_back({static_cast<double>(i), static_cast<double>(i * i % 977)});
  agglo::RunControl run(1);
  run.request_stop();
  Triangulation mesh;
  EXPECT_THROW(agglo::triangulate(places, mesh, run), agglo::Error);
}

}  // namespace
