// Actions: the find box, the marker, bookmarks.
#pragma once

#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowFind {
  bool open;
};
struct FindText {
  std::string text;
};
struct FindOn {};  ///< looks through more names
struct ChooseFound {
  std::size_t index;
};
/// Goes to a result by its place in the list.
struct GoToFound {
  std::size_t index;
};
/// Goes to coordinates and marks them.
struct GoToPlace {
  TypedPlace place;
};
struct ClearMarker {};
struct AddBookmark {
  std::string name;  ///< empty = "View 1", "View 2" ...
};
struct GoToBookmark {
  std::size_t index;
};
struct RenameBookmark {
  std::size_t index;
  std::string name;
};
struct DeleteBookmark {
  std::size_t index;
};
struct ShowBookmarks {
  bool open;
};

void apply(State& state, const ShowFind& a, Jobs& jobs);
void apply(State& state, const FindText& a, Jobs& jobs);
void apply(State& state, const FindOn& a, Jobs& jobs);
void apply(State& state, const ChooseFound& a, Jobs& jobs);
void apply(State& state, const GoToFound& a, Jobs& jobs);
void apply(State& state, const GoToPlace& a, Jobs& jobs);
void apply(State& state, const ClearMarker& a, Jobs& jobs);
void apply(State& state, const AddBookmark& a, Jobs& jobs);
void apply(State& state, const GoToBookmark& a, Jobs& jobs);
void apply(State& state, const RenameBookmark& a, Jobs& jobs);
void apply(State& state, const DeleteBookmark& a, Jobs& jobs);
void apply(State& state, const ShowBookmarks& a, Jobs& jobs);

}  // namespace agglo::viewer
