// Chart slot: what one chart shows. Plain values, as a project can keep them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace agglo::viewer {

enum class ChartKind { histogram, scatter, bars, years };

struct ChartSlot {
  ChartKind kind = ChartKind::histogram;
  std::string x = {}, y = {};  ///< columns; `y` of scatter charts alone; years take "born" and "closed"
  std::optional<bool> log_x = {}, log_y = {};  ///< nothing = as suits the values
  bool jobs = false;                           ///< bars: sum of jobs instead of the number of rows
  bool stock = false;                          ///< years: firms in business instead of births and closings
  bool operator==(const ChartSlot&) const = default;
};

inline constexpr std::size_t kMostCharts = 4;
using ChartsByLayer = std::map<std::string, std::vector<ChartSlot>, std::less<>>;

}  // namespace agglo::viewer
