// Actions: forms of the operations.
#pragma once

#include <optional>
#include <string>

#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"

namespace agglo::viewer {

struct ShowForm {
  std::string operation;
};
struct SetOption {
  std::string operation, key, text;
};
struct ResetOption {
  std::string operation, key;
};
/// All values back to their defaults.
struct ResetForm {
  std::string operation;
};
/// The option that is being edited; the map shows what it means.
struct TouchOption {
  std::string key;
};
/// The column of the file that holds a field of an import; nothing = as its header says, empty = left out.
struct ChooseImportColumn {
  std::string field;
  std::optional<std::string> column;
};
struct SetFormFile {
  std::string operation, file;
};
struct SetFormName {
  std::string operation, name;
};
struct SetImportProject {
  std::string file;
};
struct RunForm {
  std::string operation;
};
struct CopyCommand {
  std::string operation;
};

void apply(State& state, const ShowForm& a, Jobs& jobs);
void apply(State& state, const SetOption& a, Jobs& jobs);
void apply(State& state, const ResetOption& a, Jobs& jobs);
void apply(State& state, const ResetForm& a, Jobs& jobs);
void apply(State& state, const TouchOption& a, Jobs& jobs);
void apply(State& state, const ChooseImportColumn& a, Jobs& jobs);
void apply(State& state, const SetFormFile& a, Jobs& jobs);
void apply(State& state, const SetFormName& a, Jobs& jobs);
void apply(State& state, const SetImportProject& a, Jobs& jobs);
void apply(State& state, const RunForm& a, Jobs& jobs);
void apply(State& state, const CopyCommand& a, Jobs& jobs);

}  // namespace agglo::viewer
