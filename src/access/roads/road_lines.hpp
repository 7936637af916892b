// Lines of roads as runs of numbered points: what build_network works on before there are nodes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "agglo/roads.hpp"

namespace agglo {

/// Where a line has one of these numbers it meets every other line that has it.
struct RoadLines {
  std::vector<std::uint32_t> way;       ///< row of RoadWays of each line
  std::vector<std::uint64_t> start{0};  ///< lines + 1, into point
  std::vector<std::uint32_t> point;
  std::vector<double> x, y;  ///< of each point, as in RoadWays

  std::size_t size() const { return way.size(); }
  std::uint32_t first(std::size_t line) const { return point[start[line]]; }
  std::uint32_t last(std::size_t line) const { return point[start[line + 1] - 1]; }
};

/// Counts what was found, one entry a code, with the first five samples.
class NetworkNotes {
 public:
  explicit NetworkNotes(std::vector<NetworkReport::Line>& lines) : lines_(lines) {}
  void add(const char* code, const char* meaning, const std::string& sample, std::uint64_t count = 1);

 private:
  std::vector<NetworkReport::Line>& lines_;
};

/// The value of a way in a column that may be empty.
double value_or_nan(const std::vector<double>& column, std::size_t way);
/// The id of a way, or its number in the file.
std::string way_sample(const RoadWays& ways, std::size_t way);
/// "x, y" as the data have them.
std::string place_sample(double x, double y);

/// Numbers the vertices of the ways that can be travelled: equal junctions, or equal coordinates, have one
/// number. Ways without a line or closed both ways, repeated vertices and lines of no length are left out and
/// noted. Throws Error{failure} for a speed or time that is not positive.
RoadLines number_points(const RoadWays& ways, RunControl& run, NetworkNotes& notes);

/// Ends of lines within `join_m` of each other become one point. A group never is wider than `join_m`, and
/// the two ends of a line shorter than twice that stay apart.
void join_ends(RoadLines& lines, double join_m, bool on_plane, RunControl& run, NetworkNotes& notes);

/// Lines that cross without a common point, and ends that touch a line beside its points, are noted; with
/// `split` they get a common point. Dead ends are led to a line within `join_m`.
void meet_at_crossings(const RoadWays& ways, RoadLines& lines, bool split, double join_m, bool on_plane,
                       RunControl& run, NetworkNotes& notes);

/// Gives the points of each pair one number, the lower, all over the lines.
using PointPairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
void unite_points(RoadLines& lines, const PointPairs& same);

/// Metres between two points as the frame measures them.
double points_apart_m(const RoadLines& lines, std::uint32_t a, std::uint32_t b, bool on_plane);

}  // namespace agglo
