// Frame plan: all there is to draw for one view, as plain arrays, bottom to top. No OpenGL here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "agglo/kernel_density.hpp"
#include "viewer/draw/density.hpp"
#include "viewer/draw/labels.hpp"
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
  float opacity = 1;
};
/// Counts on a log scale from 1 to `most`, in viridis or, for the selection, from orange to dark red.
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

struct FramePlan {
  Camera camera;
  Colour background;
  std::vector<FrameItem> items;
  std::vector<PlacedLabel> labels;
  bool complete = true;  ///< false: labels are still to be shaped, plan again
  std::vector<DensityNote> densities;
  std::vector<HeatNote> heats;
  std::size_t points_in_view = 0;
};

/// Kept between frames.
struct PlanCache {
  SpriteAtlas atlas;
  MeshSubsets subsets;                                            ///< of filtered layers and of the selection
  std::shared_ptr<const RowSet> selected, shown, selected_shown;  ///< the last is what the first two share
};

/// Pixels per millimetre of a style; 96 dpi times the scale of the display.
double pixels_per_mm(const State& state);

FramePlan plan_frame(const State& state, PlanCache& cache);

}  // namespace agglo::viewer
