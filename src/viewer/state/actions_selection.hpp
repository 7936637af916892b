// Actions: which rows are selected.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct SelectRow {
  std::string layer;
  std::uint32_t row;
  bool zoom = false;
  bool add = false;
};
struct SelectRows {
  std::string layer;
  std::shared_ptr<const RowSet> rows;
  Combine how = Combine::replace;
};
struct ClearSelection {};   ///< or, while an area is drawn, gives that up
struct SelectAll {};        ///< rows of the active layer that are shown
struct InvertSelection {};  ///< among the rows that are shown
struct ZoomToSelection {};
/// The firms inside the selected polygons (of the layer with firms that is on the map).
struct SelectInside {};
/// The firms that belong to the selected clusters by their column `cluster`.
struct SelectMembers {};

struct SetTool {
  MapTool tool;
};
/// Begins an area at a pixel of the map with the tool in hand; `how` holds for all of it.
struct SketchBegin {
  double x, y;
  Combine how = Combine::replace;
};
/// The pointer moved: the far corner of a box, the next of a lasso, the rubber band of a polygon. Box and
/// lasso select as they grow.
struct SketchTo {
  double x, y;
};
struct SketchCorner {
  double x, y;
};  ///< of a polygon
/// Selects what is inside. A box or lasso no larger than a click is one.
struct SketchEnd {};

/// Filters the layer of the selection so that only the selected rows are left.
struct FilterToSelection {};
/// Asks for a title and then makes a layer of the selected rows.
struct AskForSelectionLayer {
  bool open;
};
struct TitleSelectionLayer {
  std::string title;
};
struct SaveSelectionLayer {
  std::string title;
};
struct ExportSelection {
  std::filesystem::path file;
};

void apply(State& state, const SelectRow& a, Jobs& jobs);
void apply(State& state, const SelectRows& a, Jobs& jobs);
void apply(State& state, const ClearSelection& a, Jobs& jobs);
void apply(State& state, const SelectAll& a, Jobs& jobs);
void apply(State& state, const InvertSelection& a, Jobs& jobs);
void apply(State& state, const ZoomToSelection& a, Jobs& jobs);
void apply(State& state, const SelectInside& a, Jobs& jobs);
void apply(State& state, const SelectMembers& a, Jobs& jobs);
void apply(State& state, const SetTool& a, Jobs& jobs);
void apply(State& state, const SketchBegin& a, Jobs& jobs);
void apply(State& state, const SketchTo& a, Jobs& jobs);
void apply(State& state, const SketchCorner& a, Jobs& jobs);
void apply(State& state, const SketchEnd& a, Jobs& jobs);
void apply(State& state, const FilterToSelection& a, Jobs& jobs);
void apply(State& state, const AskForSelectionLayer& a, Jobs& jobs);
void apply(State& state, const TitleSelectionLayer& a, Jobs& jobs);
void apply(State& state, const SaveSelectionLayer& a, Jobs& jobs);
void apply(State& state, const ExportSelection& a, Jobs& jobs);

}  // namespace agglo::viewer
