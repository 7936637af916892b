// Frame plan: all there is to draw for one view, as plain arrays, bottom to top. No OpenGL here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

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
/// Counts coloured by viridis on a log scale from 1 to `most`.
struct DensityItem {
  DensityGrid grid;
  float most = 1, opacity = 1;
};
/// Points of several categories when they are too many for symbols: one colour per cell, 0 alpha = empty.
struct CellsItem {
  double min_x_m = 0, min_y_m = 0, cell_m = 1;
  int columns = 0, rows = 0;
  std::vector<Colour> colour;
  float opacity = 1;
};
using FrameItem = std::variant<ShapesItem, SymbolsItem, DensityItem, CellsItem>;

/// What the legend says about a layer drawn as density.
struct DensityNote {
  std::string layer;
  float most = 1;  ///< points in the fullest cell
  double cell_m = 1;
};

struct FramePlan {
  Camera camera;
  Colour background;
  std::vector<FrameItem> items;
  std::vector<PlacedLabel> labels;
  bool complete = true;  ///< false: labels are still to be shaped, plan again
  std::vector<DensityNote> densities;
  std::size_t points_in_view = 0;
};

/// Kept between frames: label sprites and the outline of the selection.
struct PlanCache {
  SpriteAtlas atlas;
  std::shared_ptr<const MapData> selected_map;
  Selection selected;
  std::shared_ptr<const ShapeMesh> selected_mesh;
};

/// Pixels per millimetre of a style; 96 dpi times the scale of the display.
double pixels_per_mm(const State& state);

FramePlan plan_frame(const State& state, PlanCache& cache);

}  // namespace agglo::viewer
