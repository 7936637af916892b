#include "cluster/sites.hpp"

#include <tbb/parallel_sort.h>

#include <cmath>
#include <string>

#include "cluster/stop_check.hpp"
#include "cluster/stoppable_fill.hpp"
#include "core/parallel.hpp"

namespace agglo {

const char* to_string(PointRole role) {
  switch (role) {
    case PointRole::core:
      return "core";
    case PointRole::border:
      return "border";
    case PointRole::noise:
      return "noise";
    case PointRole::unlocated:
      return "unlocated";
  }
  return "noise";
}

namespace density {

void check_points(const PointView& points, const RunControl& run) {
  const std::size_t n = points.x_m.size();
  const auto fits = [n](std::span<const double> column) { return column.empty() || column.size() == n; };
  if (points.y_m.size() != n || !fits(points.z_m) || !fits(points.weight))
    throw usage_error("the point columns have different lengths");
  if (n >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw usage_error("'" + std::to_string(n) + "' points are more than can be labelled",
                      "cluster region by region or sector by sector");
  StopCheck check(run);
  for (std::size_t row = 0; row < points.weight.size(); ++row) {
    check();
    if (!(points.weight[row] >= 0) || !std::isfinite(points.weight[row]))
      throw usage_error(
          "weight in row " + std::to_string(row + 1) + " is '" + std::to_string(points.weight[row]) + "'",
          "weights are finite and not negative");
  }
}

template <int D>
Sites<D> collect_sites(const PointView& points, const WeightSteps& steps, RunControl& run) {
  struct Located {
    Position<D> position;
    std::uint32_t row;
    bool operator<(const Located& other) const {
      return position != other.position ? position < other.position : row < other.row;
    }
  };
  const std::size_t n = points.x_m.size();
  std::vector<Located> located;
  located.reserve(n);
  StopCheck check(run);
  for (std::size_t row = 0; row < n; ++row) {
    check();
    Located item{{}, static_cast<std::uint32_t>(row)};
    bool finite = true;
    for (std::size_t axis = 0; axis < D; ++axis) {
      const auto& column = axis == 0 ? points.x_m : axis == 1 ? points.y_m : points.z_m;
      item.position[axis] = column[row] + 0.0;  // -0 and 0 are one place
      finite = finite && std::isfinite(item.position[axis]);
    }
    if (finite) located.push_back(item);
  }
  run.check();
  with_threads(run, [&] {
    tbb::parallel_sort(located.begin(), located.end(), [&run](const Located& a, const Located& b) {
      run.check();  // a sort of many millions must not keep a cancelled run waiting
      return a < b;
    });
  });
  run.check();

  Sites<D> sites;
  fill(sites.site_of_row, n, kNoSite, run);
  for (const Located& item : located) {
    check();
    if (sites.position.empty() || sites.position.back() != item.position) {
      sites.position.push_back(item.position);
      sites.first_row.push_back(item.row);
      sites.weight.push_back(0);
    }
    sites.weight.back() += points.weight.empty() ? 1.0 : steps.of(points.weight[item.row]);
    sites.site_of_row[item.row] = static_cast<std::uint32_t>(sites.position.size() - 1);
  }
  return sites;
}

template Sites<2> collect_sites<2>(const PointView&, const WeightSteps&, RunControl&);
template Sites<3> collect_sites<3>(const PointView&, const WeightSteps&, RunControl&);

std::int32_t number_by_first_row(std::vector<std::int32_t>& labels, std::size_t label_limit,
                                 const RunControl& run) {
  std::vector<std::int32_t> number;
  fill(number, label_limit, -1, run);
  std::int32_t count = 0;
  StopCheck check(run);
  for (std::int32_t& label : labels) {
    check();
    if (label < 0) continue;
    std::int32_t& found = number[static_cast<std::size_t>(label)];
    if (found < 0) found = count++;
    label = found;
  }
  return count;
}

}  // namespace density
}  // namespace agglo
