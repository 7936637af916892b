// ComputeCounter: counts points on the graphics card, where the driver has OpenGL 4.3.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "viewer/draw/binning.hpp"
#include "viewer/draw/gl_objects.hpp"

namespace agglo::viewer {

/// Needs the OpenGL context it was made in for its whole life.
class ComputeCounter : public PointCounter {
 public:
  /// Null when the driver has no compute shaders, rejects this one or counts wrongly in a trial, which also
  /// tells how fast it is: about 50 ms in all with software OpenGL.
  static std::unique_ptr<ComputeCounter> start();

  /// The points go to the card when they are first counted, and leave it when nobody has them any more.
  std::optional<double> count(const std::shared_ptr<const PointIndex>& points,
                              const std::shared_ptr<const PointMask>& mask, const CellFrame& frame,
                              std::vector<std::uint32_t>& cells) override;
  double expected_ms(std::size_t n) const override { return call_ms_ + static_cast<double>(n) * point_ms_; }

 private:
  /// The smallest storage block that OpenGL 4.3 must offer holds this many steps.
  static constexpr std::size_t kPart = std::size_t{1} << 22;
  struct Part {
    Buffer x, y;
    std::size_t begin = 0, end = 0;
  };
  struct Layer {
    std::weak_ptr<const PointIndex> points;
    std::vector<std::unique_ptr<Part>> parts;
  };
  ComputeCounter() = default;
  bool try_out();
  Layer& layer_of(const std::shared_ptr<const PointIndex>& points);
  void set_mask(const std::shared_ptr<const PointMask>& mask);
  /// Adds the points to the cells on the card, `times` over.
  void add(const Layer& layer, const CellFrame& frame, const CellSteps& steps, int times);

  Program program_{Program::Compute{"count_points"}};
  Buffer mask_buffer_, cells_buffer_;
  std::shared_ptr<const PointMask> mask_;  ///< in mask_buffer_
  std::map<const PointIndex*, Layer> layers_;
  std::size_t most_bytes_ = 0;  ///< of a block that a shader can use
  double call_ms_ = 0, point_ms_ = 0;
};

}  // namespace agglo::viewer
