#include "viewer/state/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <typeindex>
#include <unordered_map>
#include <utility>

#include "viewer/state/restyle.hpp"
#include "viewer/state/results.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kMostUndo = 100;
constexpr std::size_t kMostProjectUndo = 10;
constexpr double kOneGesture_s = 1;

/// Whether an action can be a step, and its English name. Moving the map, opening panels and finished jobs
/// are none; what a job changed in the project is remembered where its result is taken.
struct StepKind {
  const char* what = tr_key("change");
  bool counts = true, joins = true;  ///< joins: repeated within a second it is one step
};
constexpr StepKind kNoStep{"", false, false};

const std::unordered_map<std::type_index, StepKind>& step_kinds() {
  static const std::unordered_map<std::type_index, StepKind> kinds{
      {typeid(HoverAt), kNoStep},
      {typeid(HoverOff), kNoStep},
      {typeid(PanBy), kNoStep},
      {typeid(ZoomAt), kNoStep},
      {typeid(ResizeMap), kNoStep},
      {typeid(FitAll), kNoStep},
      {typeid(FitLayer), kNoStep},
      {typeid(MoveCandidate), kNoStep},
      {typeid(SetReachMinutes), kNoStep},
      {typeid(JobsChanged), kNoStep},
      {typeid(Undo), kNoStep},
      {typeid(Redo), kNoStep},
      {typeid(ShowForm), kNoStep},
      {typeid(ResetForm), StepKind{tr_key("values of a form"), true, false}},
      {typeid(RunForm), kNoStep},
      {typeid(OpenFile), kNoStep},
      {typeid(CheckProjectFile), kNoStep},
      {typeid(ReloadProject), kNoStep},
      {typeid(ShowPanel), kNoStep},
      {typeid(DialogAccept), kNoStep},  // it updates with what was chosen
      {typeid(DesktopDialogEnded), kNoStep},
      {typeid(ClickAt), StepKind{tr_key("selection"), true, false}},
      {typeid(ReachClick), StepKind{tr_key("selection"), true, false}},
      {typeid(ReachAsStep), StepKind{tr_key("values of a form"), true, false}},
      {typeid(SelectRow), StepKind{tr_key("selection"), true, false}},
      {typeid(ClearSelection), StepKind{tr_key("selection"), true, false}},
      {typeid(SelectRows), StepKind{tr_key("selection")}},
      {typeid(SketchTo), StepKind{tr_key("selection")}},
      {typeid(SketchEnd), StepKind{tr_key("selection")}},
      {typeid(SelectInChart), StepKind{tr_key("selection")}},
      {typeid(SetChart), StepKind{tr_key("charts"), true, false}},
      {typeid(AddChart), StepKind{tr_key("charts"), true, false}},
      {typeid(RemoveChart), StepKind{tr_key("charts"), true, false}},
      {typeid(SelectAll), StepKind{tr_key("selection"), true, false}},
      {typeid(InvertSelection), StepKind{tr_key("selection"), true, false}},
      {typeid(SelectInside), StepKind{tr_key("selection"), true, false}},
      {typeid(SelectMembers), StepKind{tr_key("selection"), true, false}},
      {typeid(ZoomToSelection), kNoStep},
      {typeid(ReadColumns), kNoStep},
      {typeid(ToggleCategory), StepKind{tr_key("legend entry"), true, false}},
      {typeid(ShowTable), StepKind{tr_key("table"), true, false}},
      {typeid(SortTable), StepKind{tr_key("sorting of the table"), true, false}},
      {typeid(SetFilter), StepKind{tr_key("filter of the map"), true, false}},
      {typeid(EditFilter), kNoStep},
      {typeid(ShowTime), StepKind{tr_key("time strip"), true, false}},
      {typeid(StepTime), StepKind{tr_key("days shown"), true, false}},
      {typeid(PlayTime), kNoStep},  // remembers by itself
      {typeid(TickTime), kNoStep},
      {typeid(FilterTable), StepKind{tr_key("filter of the table")}},
      {typeid(ShowSelectedOnly), StepKind{tr_key("filter of the table"), true, false}},
      {typeid(SelectTableRows), StepKind{tr_key("selection"), true, false}},
      {typeid(SetOption), StepKind{tr_key("value in a form")}},
      {typeid(ResetOption), StepKind{tr_key("value in a form"), true, false}},
      {typeid(ChooseImportColumn), StepKind{tr_key("value in a form"), true, false}},
      {typeid(SetFormFile), StepKind{tr_key("file in a form")}},
      {typeid(SetFormName), StepKind{tr_key("name in a form")}},
      {typeid(SetImportProject), StepKind{tr_key("file in a form")}},
      {typeid(SetTimeRange), StepKind{tr_key("days shown"), true, false}},
  };
  return kinds;
}

StepKind kind_of(const Action& action) {
  if (const auto* range = action.get<SetTimeRange>(); range && !range->begins) return kNoStep;
  const auto known = step_kinds().find(action.type());
  return known == step_kinds().end() ? StepKind{} : known->second;
}

/// Typing into one field of a form must not join typing into the next.
std::string target_of(const Action& action) {
  if (const auto* option = action.get<SetOption>()) return option->operation + ":" + option->key;
  return {};
}

void push_step(State& state, UndoStep step) {
  state.redo.clear();
  ++state.steps_made;
  const bool joins = !step.key.empty() && !state.undo.empty() && state.undo.back().key == step.key &&
                     state.now_s - state.undo.back().at_s < kOneGesture_s;
  if (joins) {
    state.undo.back().at_s = state.now_s;
    return;
  }
  step.at_s = state.now_s;
  state.undo.push_back(std::move(step));
  // Project steps keep tables in memory that the project no longer has.
  std::size_t kept = 0, projects = 0;
  while (kept < std::min(state.undo.size(), kMostUndo)) {
    const UndoStep& last = state.undo[state.undo.size() - 1 - kept];
    if (last.project && ++projects > kMostProjectUndo) break;
    ++kept;
  }
  state.undo.erase(state.undo.begin(), state.undo.end() - static_cast<std::ptrdiff_t>(kept));
}

/// Whether the parts of a document that are saved with the project differ. Layers that only one of them has
/// came or went with a step of the project, which is saved at once.
bool saves_otherwise(const Document& a, const Document& b) {
  const auto layers_of = [](const Document& document, const Document& other) {
    std::vector<const LayerView*> found;
    for (const LayerView& view : document.layers)
      if (std::any_of(other.layers.begin(), other.layers.end(),
                      [&](const LayerView& v) { return v.name == view.name; }))
        found.push_back(&view);
    return found;
  };
  const auto same = [](const LayerView* x, const LayerView* y) {
    return x->name == y->name && x->style == y->style && x->filter == y->filter;
  };
  const auto mine = layers_of(a, b), others = layers_of(b, a);
  return !std::equal(mine.begin(), mine.end(), others.begin(), others.end(), same) || a.charts != b.charts ||
         a.time != b.time || a.time_step != b.time_step || a.bookmarks != b.bookmarks || a.pages != b.pages;
}

/// Moves the last step of `from` to `to` and puts its document back.
void swap_step(State& state, std::vector<UndoStep>& from, std::vector<UndoStep>& to, Document now) {
  UndoStep step = std::move(from.back());
  from.pop_back();
  step.key.clear();  // what follows is a step of its own
  state.unsaved |= saves_otherwise(now, step.document);
  take_document(state, step.document);
  if (state.saved_document) state.unsaved = saves_otherwise(document_of(state), *state.saved_document);
  step.document = std::move(now);
  to.push_back(std::move(step));
}

/// Called before the document changes.
void note_saved(State& state) {
  if (!state.unsaved) state.saved_document = document_of(state);
}

void restore(State& state, Jobs& jobs, bool forward) {
  std::vector<UndoStep>& from = forward ? state.redo : state.undo;
  if (from.empty()) return;
  note_saved(state);
  if (state.restoring) {
    state.messages.push_back(
        {MessageKind::note, "", tr("The project is still being brought back to an earlier step."), ""});
    return;
  }
  if (from.back().project) {
    SceneStyles styles;
    for (const LayerView& view : from.back().document.layers)
      styles.styles.emplace_back(view.name, view.style);
    state.restoring = true;
    jobs.submit(RestoreProjectJob{from.back().project, std::move(styles), forward},
                forward ? redo_title(state) : undo_title(state));
    state.jobs = jobs.list();
    return;
  }
  swap_step(state, from, forward ? state.undo : state.redo, document_of(state));
  request_restyle(state, jobs);
}

std::string title_of(const char* pattern, const std::vector<UndoStep>& steps, const char* plain) {
  if (steps.empty()) return tr(plain);
  const UndoStep& step = steps.back();
  return fmt::format(fmt::runtime(tr(pattern)), fmt::format(fmt::runtime(tr(step.what)), step.of));
}

}  // namespace

Document document_of(const State& state) {
  return {state.layers,
          state.selection,
          {state.table.layer, state.table.sort_column, state.table.descending, state.table.find,
           state.table.selected_only},
          state.forms,
          state.import_project,
          state.bookmarks,
          state.time.range,
          state.time.step,
          state.pages,
          state.charts};
}

void take_document(State& state, const Document& document) {
  restore_layers(state, document.layers);
  state.selection = document.selection;
  const TableChoice& table = document.table;
  const TableChoice now = document_of(state).table;
  if (!(table == now)) {
    show_table_of(state, table.layer);
    state.table.sort_column = table.sort_column;
    state.table.descending = table.descending;
    state.table.find = table.filter;
    state.table.selected_only = table.selected_only;
  }
  state.forms = document.forms;
  state.import_project = document.import_project;
  state.bookmarks = document.bookmarks;
  state.pages = document.pages;
  state.charts = document.charts;
  drop_lost_references(state);
  state.time.range = document.time;
  state.time.step = document.time_step;
  state.time.playing = false;
  state.filter_drafts.clear();
}

void remember(State& state, std::string what, std::string of, std::string key) {
  note_saved(state);
  push_step(state, {std::move(what), std::move(of), std::move(key), 0, document_of(state), nullptr});
  state.unsaved = true;
}

void note_saved_layers(State& state, const std::vector<std::string>& added) {
  if (!state.unsaved || !state.saved_document) return;
  std::vector<LayerView>& saved = state.saved_document->layers;
  auto place = saved.begin();
  for (const LayerView& view : state.layers) {
    const auto known =
        std::find_if(saved.begin(), saved.end(), [&](const LayerView& v) { return v.name == view.name; });
    if (known != saved.end())
      place = known + 1;
    else if (std::find(added.begin(), added.end(), view.name) != added.end())
      place = saved.insert(place, view) + 1;
  }
}

UndoWatch::UndoWatch(State& state, const Action& action) : state_(state), steps_(state.steps_made) {
  const StepKind kind = kind_of(action);
  if (!kind.counts) return;
  before_ = document_of(state);
  if (!state.unsaved) state.saved_document = before_;
  what_ = kind.what;
  if (kind.joins) key_ = std::string(action.type().name()) + ":" + target_of(action);
}

void UndoWatch::finish() {
  if (!before_ || state_.steps_made != steps_) return;
  const Document now = document_of(state_);
  if (now == *before_) return;
  state_.unsaved |= now.layers != before_->layers;
  push_step(state_, {std::move(what_), "", std::move(key_), 0, std::move(*before_), nullptr});
}

void go_back(State& state, Jobs& jobs) {
  restore(state, jobs, false);
}
void go_forward(State& state, Jobs& jobs) {
  restore(state, jobs, true);
}

void finish_restoring(State& state, const RestoreProjectJob& job, Document now,
                      std::shared_ptr<const ProjectMoment> before) {
  std::vector<UndoStep>& from = job.forward ? state.redo : state.undo;
  std::vector<UndoStep>& to = job.forward ? state.undo : state.redo;
  const bool is_there =
      std::any_of(from.begin(), from.end(), [&](const UndoStep& step) { return step.project == job.moment; });
  // What the user did while the worker was at it goes with the step it was done after.
  while (is_there) {
    const bool is_it = from.back().project == job.moment;
    swap_step(state, from, to, std::move(now));
    if (is_it) break;
    now = document_of(state);
  }
  if (is_there) to.back().project = std::move(before);
}

void remember_project(State& state, std::string what, std::string of,
                      std::shared_ptr<const ProjectMoment> before) {
  push_step(state, {std::move(what), std::move(of), "", 0, document_of(state), std::move(before)});
}

std::string undo_title(const State& state) {
  return title_of(tr_key("Undo: {}"), state.undo, tr_key("Undo"));
}
std::string redo_title(const State& state) {
  return title_of(tr_key("Redo: {}"), state.redo, tr_key("Redo"));
}

}  // namespace agglo::viewer
