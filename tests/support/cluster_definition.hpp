// Density-based clusters straight from the definition, in O(n) memory, for inputs where brute force is too
// slow. It shares no code with the library: its own grid, its own search, its own union of sets.
#pragma once

#include <limits>
#include <span>
#include <string>

#include "agglo/clustering.hpp"

namespace definition {

/// z_m, time and weight may be empty. Two points are neighbours within eps_m in space and, with a time
/// column, within eps_time too; squared distances are compared in double.
struct Points {
  std::span<const double> x_m, y_m, z_m{}, time{}, weight{};
  std::size_t size() const { return x_m.size(); }
};
struct Rule {
  double eps_m, min_points;
  double eps_time = std::numeric_limits<double>::infinity();
};

/// The labels and roles that the contracts of agglo::dbscan and agglo::st_dbscan ask for: border points with
/// the nearest core point among their neighbours (in space, ties in time, ties by x, y, z, then the earlier),
/// clusters numbered by their first row. About O(n) time while a cell of eps / sqrt(2) holds few points that
/// are not core.
agglo::Clusters clusters(const Points& points, const Rule& rule);

/// The first thing wrong with `found`, or "": which points are core, how the core points are divided, which
/// points are border points and with whom, which are noise, how the clusters are numbered.
std::string fault(const Points& points, const Rule& rule, const agglo::Clusters& found);
/// The same with the right answer at hand.
std::string difference(const agglo::Clusters& right, const agglo::Clusters& found);

}  // namespace definition
