// Frame plan: all there is to draw for one view, as plain arrays, bottom to top. No OpenGL here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "agglo/kernel_density.hpp"
#include "viewer/draw/binning.hpp"
#include "viewer/draw/labels.hpp"
#include "viewer/draw/map_shift.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct PaletteEntry {
  Colour fill, stroke;
  Hatch hatch = Hatch::none;
};

/// Polygons and lines of one mesh.
struct ShapesItem {
  std::shared_ptr<const ShapeMesh> mesh;
  std::vector<PaletteEntry> palette;  ///< by category
  float stroke_px = 1, opacity = 1;
};
struct Symbol {
  float x, y, size;  ///< pixels
  Colour fill, stroke;
  PointMark mark;
};
struct SymbolsItem {
  std::vector<Symbol> symbols;
  float rim_px = 1;  ///< width of the outlines
  float opacity = 1;
};
/// Counts on a log scale from 1 to `most`, in the colours of density_ramp() or, for the selection, from
/// orange to dark red.
struct DensityItem {
  DensityGrid grid;
  float most = 1, opacity = 1;
  bool selection = false;
};
/// Covers what is below with a translucent colour.
struct VeilItem {
  Colour colour;
};
/// Points of several categories when they are too many for symbols: one colour per cell, 0 alpha = empty.
struct CellsItem {
  CellFrame frame;
  std::vector<Colour> colour;
  float opacity = 1;
};
/// A kernel density coloured by a ramp from 0 to `most`.
struct HeatItem {
  KernelDensity density;
  float most = 1, opacity = 1;
  std::array<Colour, 256> ramp{};
};
using FrameItem = std::variant<ShapesItem, SymbolsItem, DensityItem, CellsItem, VeilItem, HeatItem>;

/// What the legend says about a layer drawn as density.
struct DensityNote {
  std::string layer;
  float most = 1;  ///< points in the fullest cell
  double cell_m = 1;
};

/// What the legend says about a layer drawn as heat.
struct HeatNote {
  std::string layer;
  float most = 1;  ///< per km2, at the end of the ramp
};

/// How a layer of points was drawn, so that a part of the map drawn later looks the same.
struct PointLook {
  std::string layer;
  bool selection = false;  ///< the selected points of the layer
  float symbols = 0;       ///< share of symbols: 0 = density or cells alone, 1 = symbols alone
  float most = 1;          ///< end of the colour scale
};

struct FramePlan {
  Camera camera;
  Colour background;
  std::vector<FrameItem> items;
  std::vector<PlacedLabel> labels;
  bool complete = true;  ///< false: labels are still to be shaped, plan again
  std::vector<DensityNote> densities;
  std::vector<HeatNote> heats;
  std::size_t points_in_view = 0;
  std::vector<PointLook> looks;
  bool shiftable = true;             ///< false: something depends on the whole view, no part can be added
  const FramePlan* whole = nullptr;  ///< of a part: the plan that it has to look like
};

/// What the points of a mask (null = all) come to in one view: a frame in which only the selection or the
/// panels change takes it from the frame before.
struct ViewGrid {
  std::shared_ptr<const PointIndex> points;
  std::shared_ptr<const PointMask> mask;
  Camera camera;
  std::shared_ptr<const DensityItem> density;
  std::shared_ptr<const std::vector<std::uint32_t>> last;  ///< last_in_cells()
  int plans_since_used = 0;
};

/// Kept between frames.
struct PlanCache {
  Binning binning;
  std::vector<ViewGrid> grids;
  SpriteAtlas atlas;
  MeshSubsets subsets;                                            ///< of filtered layers and of the selection
  std::shared_ptr<const RowSet> selected, shown, selected_shown;  ///< the last is what the first two share
  std::vector<PixelRect> covered;  ///< of the map, by what lies over it: no name goes there
};

/// How the catchment by road is drawn.
inline constexpr Colour kReachFill{0, 140, 150, 70}, kReachLine{0, 92, 108, 255};

/// Pixels per millimetre of a style; 96 dpi times the scale of the display.
double pixels_per_mm(const State& state);

/// `taken`: where no label may stand.
FramePlan plan_frame(const State& state, PlanCache& cache, const std::vector<PixelRect>& taken = {});
/// What lies in one part of the map, without labels, to be put beside what was drawn from `whole`: the same
/// mix of symbols and density, the same colour scales.
FramePlan plan_part(const State& state, PlanCache& cache, const FramePlan& whole, const PixelRect& part);

}  // namespace agglo::viewer
