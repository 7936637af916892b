#include "viewer/draw/binning.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "agglo/error.hpp"

namespace agglo::viewer {

CountOn count_on_from(std::string_view name) {
  if (name == "fastest") return CountOn::fastest;
  if (name == "processor") return CountOn::processor;
  if (name == "card") return CountOn::card;
  throw usage_error("points cannot be counted on \"" + std::string(name) + "\"",
                    "it can be fastest, processor or card");
}

void Binning::use(PointCounter* card) {
  card_ = card;
  on_card_ = false;
  layers_.clear();
}

Binning::Layer& Binning::layer_of(const std::shared_ptr<const PointIndex>& points) {
  std::erase_if(layers_, [](const Layer& layer) { return layer.points.expired(); });
  const auto found = std::find_if(layers_.begin(), layers_.end(),
                                  [&](const Layer& layer) { return layer.points.lock() == points; });
  return found != layers_.end() ? *found : layers_.emplace_back(Layer{points});
}

bool Binning::card_is_due(const Layer& layer, std::size_t n, double cell_m) const {
  constexpr double kClearly = 0.7;  // times of single frames vary
  constexpr double kScales =
      4;  // of other scales the processor's time is not known: it skips what is outside
  if (!card_ || wish_ == CountOn::processor) return false;
  if (wish_ == CountOn::card) return true;
  const bool known = cell_m <= kScales * layer.cell_m && layer.cell_m <= kScales * cell_m;
  return known && !layer.refused && n >= kLeast && n <= kMost &&
         card_->expected_ms(n) < kClearly * layer.processor_ms;
}

std::optional<DensityGrid> Binning::counted_on_card(Layer& layer,
                                                    const std::shared_ptr<const PointIndex>& points,
                                                    const std::shared_ptr<const PointMask>& mask,
                                                    const CellFrame& frame) {
  std::vector<std::uint32_t> cells;
  const auto ms = card_->count(points, mask, frame, cells);
  if (!ms) {
    card_ = nullptr;
    return {};
  }
  // The first time holds the way of the points to the card.
  if ((layer.checked || layer.checked_mask) && *ms > layer.processor_ms) layer.refused = true;
  DensityGrid grid;
  static_cast<CellFrame&>(grid) = frame;
  grid.count = as_floats(cells);
  return grid;
}

DensityGrid Binning::count(const std::shared_ptr<const PointIndex>& points,
                           const std::shared_ptr<const PointMask>& mask, const Box& view, double cell_m) {
  Layer& layer = layer_of(points);
  bool& checked = mask ? layer.checked_mask : layer.checked;
  std::optional<DensityGrid> on_card;
  if (card_is_due(layer, points->size(), cell_m))
    on_card = counted_on_card(layer, points, mask, cells_of_view(view, cell_m));
  on_card_ = on_card.has_value();
  if (on_card && checked) return std::move(*on_card);
  const auto start = std::chrono::steady_clock::now();
  DensityGrid grid = bin_points(*points, view, cell_m, mask.get());
  layer.processor_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  layer.cell_m = cell_m;
  if (on_card) {
    // Empty grids prove nothing.
    checked = std::any_of(grid.count.begin(), grid.count.end(), [](float n) { return n > 0; });
    if (on_card->count != grid.count) {
      card_ = nullptr;
      on_card_ = false;
    }
  }
  return grid;
}

}  // namespace agglo::viewer
