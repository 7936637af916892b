// Binning: where the points of a view are counted, on the processor or on the graphics card, whichever is
// faster for the layer; both give the same counts.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "viewer/draw/density.hpp"

namespace agglo::viewer {

/// Counts points elsewhere than on the processor.
class PointCounter {
 public:
  virtual ~PointCounter() = default;
  /// Points of the mask (null = all) in each cell of the frame, as bin_points() counts them. Returns the
  /// milliseconds it took, or nothing when it cannot count them, now and later.
  virtual std::optional<double> count(const std::shared_ptr<const PointIndex>& points,
                                      const std::shared_ptr<const PointMask>& mask, const CellFrame& frame,
                                      std::vector<std::uint32_t>& cells) = 0;
  /// What n points will take, as far as is known before.
  virtual double expected_ms(std::size_t n) const = 0;
};

enum class CountOn { fastest, processor, card };
/// By its name; throws Error{usage} for others.
CountOn count_on_from(std::string_view name);

/// The choice, layer by layer: the card gets a layer when it is expected to be clearly faster than the
/// processor last was at about that scale, and loses it when it was not. Its first counts of every layer, of
/// all points and of some, are compared with the processor's: a driver that counts wrongly is never asked
/// again.
class Binning {
 public:
  /// Fewer points are not worth sending to the card; more would take too much of its memory (8 bytes each).
  static constexpr std::size_t kLeast = 1'000'000, kMost = 50'000'000;

  /// The counter, which must outlive its use here; null = there is none. Forgets what was learnt.
  void use(PointCounter* card);
  bool has_card() const { return card_ != nullptr; }
  /// `card`: also few points, and where it is slower.
  void count_on(CountOn wish) { wish_ = wish; }
  CountOn wish() const { return wish_; }
  /// As bin_points().
  DensityGrid count(const std::shared_ptr<const PointIndex>& points,
                    const std::shared_ptr<const PointMask>& mask, const Box& view, double cell_m);
  /// The last grid was counted on the card.
  bool on_card() const { return on_card_; }

 private:
  struct Layer {
    std::weak_ptr<const PointIndex> points;
    double processor_ms = 0;  ///< when it last counted; 0 = it never did
    double cell_m = 0;        ///< of that count
    bool checked = false, checked_mask = false, refused = false;
  };
  Layer& layer_of(const std::shared_ptr<const PointIndex>& points);
  bool card_is_due(const Layer& layer, std::size_t n, double cell_m) const;
  /// Nothing when the card cannot.
  std::optional<DensityGrid> counted_on_card(Layer& layer, const std::shared_ptr<const PointIndex>& points,
                                             const std::shared_ptr<const PointMask>& mask,
                                             const CellFrame& frame);

  PointCounter* card_ = nullptr;
  CountOn wish_ = CountOn::fastest;
  bool on_card_ = false;
  std::vector<Layer> layers_;
};

}  // namespace agglo::viewer
