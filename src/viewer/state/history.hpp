// History: what undo and redo give back.
//
// Every action that changes the document becomes a step by itself (see update()); nothing needs to be done
// for it. remember() is for those that want a name of their own.
#pragma once

#include <string>

#include "viewer/state/actions.hpp"

namespace agglo::viewer {

/// The part of the State that undo gives back: its fields, in one place.
Document document_of(const State& state);
/// Puts the document back into the State. Layers that are gone are left out, new ones keep their look; a
/// selection of rows that are no longer there is dropped.
void take_document(State& state, const Document& document);

/// Call before a change that the user can undo. `what` is English, "{}" in it stands for `of`, a name from
/// the data. Changes with the same key that follow each other within a second are one step, as while a slider
/// is dragged; without a key each is a step. Also marks the project as unsaved.
void remember(State& state, std::string what = "change", std::string of = "", std::string key = "");

/// Watches one action: when it changed the document and remembered nothing, its end makes a step of it.
class UndoWatch {
 public:
  UndoWatch(State& state, const Action& action);
  void finish();

 private:
  State& state_;
  std::optional<Document> before_;
  std::uint64_t steps_ = 0;
  std::string what_, key_;
};

/// One step back (forward), asking for new classes or labels where they differ. Nothing when there is
/// none. A step of the project file is undone by the worker and ends in finish_restoring().
void go_back(State& state, Jobs& jobs);
void go_forward(State& state, Jobs& jobs);
/// The project file is again as `moment` says; `before` is what it was until now.
/// `now` is the document as it was before the State took the map.
void finish_restoring(State& state, const RestoreProjectJob& job, Document now,
                      std::shared_ptr<const ProjectMoment> before);
/// A step that changed the project file, from what it was before. Call before the State takes the new map.
void remember_project(State& state, std::string what, std::string of,
                      std::shared_ptr<const ProjectMoment> before);

/// Layers that a step has added, and saved with the project at once, count as saved as they are now.
void note_saved_layers(State& state, const std::vector<std::string>& added);

/// "Undo: colour of Firms", in the language of the window.
std::string undo_title(const State& state);
std::string redo_title(const State& state);

}  // namespace agglo::viewer
