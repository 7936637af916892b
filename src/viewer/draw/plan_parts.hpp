// Parts of a frame plan: what the sources that plan points, shapes, labels and the selection share.
#pragma once

#include "viewer/draw/frame_plan.hpp"

namespace agglo::viewer {

/// One visible layer.
struct LayerContext {
  const State& state;
  const LayerView& view;
  const SceneLayer& layer;
  const PreparedLayer& prepared;
  std::vector<Category> categories;
};

LayerContext context_of(const State& state, const LayerView& view);
/// Diameter of the layer's symbols.
float mark_pixels(const LayerContext& c);
bool category_hidden(const LayerView& view, std::size_t category);
/// Base map points with names: towns are drawn only where their name has room.
bool is_town_layer(const LayerContext& c);

/// Of a part: how the whole plan draws the points of a layer. Null when it has none in view, or is whole
/// itself.
const PointLook* look_in_whole(const FramePlan& plan, const std::string& layer, bool selection);

Box grown(Box box, double metres);
/// Counts of the points of the mask in view, softened.
DensityItem density_of(const std::shared_ptr<const PointIndex>& points,
                       const std::shared_ptr<const PointMask>& mask, const FramePlan& plan, Binning& binning);

/// The catchment by road, below the sites that it is about.
void add_reach(const State& state, FramePlan& plan);
void add_points(const LayerContext& c, PlanCache& cache, FramePlan& plan);
/// The selection on top of all layers: outlines and rings, or its density over a veil when they are many.
void add_selection(const State& state, PlanCache& cache, FramePlan& plan);

}  // namespace agglo::viewer
