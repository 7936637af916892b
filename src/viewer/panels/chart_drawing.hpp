// Chart drawing: one chart on an ImDrawList, and where the pointer is on it.
#pragma once

#include <imgui.h>

#include "viewer/charts/linked_view.hpp"

namespace agglo::viewer {

/// Where the values of a chart lie in the window.
struct ChartPlot {
  ImVec2 low, high;  ///< top left and bottom right corner of the data
  const LinkedChart* chart = nullptr;
  double most = 1;      ///< amount at the far end of the amount axis
  double zero = 0;      ///< share of the height below the base line (closings hang from it)
  bool across = false;  ///< bars lie: bins run down, amounts to the right

  /// Place of the pointer in bins along x, and along y for scatter charts.
  ImVec2 bins_at(ImVec2 mouse) const;
  bool below_zero(ImVec2 mouse) const;
};

/// Draws axes and values into the area and says where they are.
ChartPlot draw_chart(const LinkedView& linked, const LinkedChart& chart, ImVec2 low, ImVec2 high, bool dark);
/// What is under the pointer, as a tooltip.
void chart_tooltip(const ChartPlot& plot, ImVec2 mouse);
/// The label of a bar; the rest has words of the window's language.
std::string bar_label(const LinkedChart& chart, std::size_t k);

}  // namespace agglo::viewer
