// Linked view: the numbers that charts, status bar and selection share, kept with what they were made from.
// Made by refresh_linked() (state/linked.hpp) alone.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "viewer/charts/chart_counts.hpp"

namespace agglo::viewer {

struct MapData;

/// One chart of the active layer. `bins` is null while it is made in the background.
struct LinkedChart {
  ChartSlot slot;
  std::uint64_t job = 0;  ///< that makes the bins; 0 = none
  std::shared_ptr<const ChartBins> bins;
  BarOrder order;               ///< of bars, by the rows shown: a selection does not move them
  ChartCounts shown, selected;  ///< by bin; of bars by bar
  ChartCounts selected_by_bin;
  std::size_t bins_along() const {
    return slot.kind == ChartKind::bars ? order.bars() : bins ? bins->x.bins : 0;
  }
};

struct LinkedView {
  std::shared_ptr<const MapData> map;
  std::string layer;  ///< the active one
  std::size_t rows = 0;
  std::map<std::string, std::shared_ptr<const LayerNumbers>, std::less<>> numbers;  ///< by layer
  std::set<std::string, std::less<>> asked;  ///< layers whose numbers are being made

  std::shared_ptr<const RowSet> layer_shown;  ///< LayerView::shown and
  std::vector<char> hidden;                   ///< LayerView::hidden that `shown` was made from
  std::shared_ptr<const RowSet> shown;        ///< rows of the active layer on the map; null = all
  std::shared_ptr<const RowSet> selection;    ///< State::selection.rows that `selected` was made from
  std::shared_ptr<const RowSet> selected;     ///< of the active layer, those shown; null = none
  bool counted = false;                       ///< totals and charts hold for the above

  std::vector<LinkedChart> charts;
  Totals shown_totals, selected_totals;  ///< of the active layer
  Totals other_totals;                   ///< of a selection in another layer
};

}  // namespace agglo::viewer
