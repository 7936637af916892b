#include <algorithm>
#include <filesystem>

#include "agglo/project.hpp"
#include "viewer/state/actions.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

std::string title_of(const Operation& op) {
  return op.title.empty() ? op.name : op.title;
}

/// "Density clusters (DBSCAN): 500, 10": jobs that wait are told apart by the name of their result or by what
/// was typed.
std::string title_of_run(const Operation& op, const FormValues& form) {
  std::string values = form.name;
  if (values.empty())
    for (const OptionField& field : op.options)
      if (const auto typed = form.text.find(field.key); typed != form.text.end() && !typed->second.empty() &&
                                                        typed->second != option_text(field.default_value))
        values += (values.empty() ? "" : ", ") + typed->second;
  return title_of(op) + (values.empty() ? "" : ": " + values);
}

}  // namespace

void apply(State& state, const ShowForm& a, Jobs&) {
  state.operation = operation(a.operation).name;
  state.forms[state.operation];
  open_right(state, RightTab::form);
}

void apply(State& state, const SetOption& a, Jobs&) {
  const Operation& op = operation(a.operation);
  const auto field = std::find_if(op.options.begin(), op.options.end(),
                                  [&](const OptionField& f) { return f.key == a.key; });
  if (field == op.options.end()) throw usage_error(op.name + " has no option \"" + a.key + "\"");
  if (state.operation == op.name) state.touched_option = a.key;
  FormValues& form = state.forms[op.name];
  form.text[a.key] = a.text;
  form.errors.erase(a.key);
  try {
    parse_typed(*field, a.text);
  } catch (const Error& error) {
    form.errors[a.key] = error.hint.empty() ? error.message : error.hint;
  }
}

void apply(State& state, const ResetOption& a, Jobs&) {
  FormValues& form = state.forms[a.operation];
  form.text.erase(a.key);
  form.errors.erase(a.key);
}

void apply(State& state, const ResetForm& a, Jobs&) {
  FormValues& form = state.forms[a.operation];
  form.text.clear();
  form.errors.clear();
  form.name.clear();
}

void apply(State& state, const TouchOption& a, Jobs&) {
  state.touched_option = a.key;
}

void apply(State& state, const SetFormFile& a, Jobs&) {
  state.import_preview.asked = {};  // a file that was mended meanwhile is looked at again
  state.forms[a.operation].file = a.file;
  if (state.project.empty() && !a.file.empty()) {
    std::filesystem::path target = a.file;
    while (!target.extension().empty()) target.replace_extension();
    const std::string stem = target.string();
    target = stem + (stem + ".gpkg" == a.file ? "_project.gpkg" : ".gpkg");
    state.import_project = target.string();
  }
}

void apply(State& state, const SetFormName& a, Jobs&) {
  state.forms[a.operation].name = a.name;
}

void apply(State& state, const SetImportProject& a, Jobs&) {
  state.import_project = a.file;
}

void apply(State& state, const RunForm& a, Jobs& jobs) {
  const Operation& op = operation(a.operation);
  const bool import = op.kind == OperationKind::import;
  if (state.project.empty() && !import)
    throw usage_error("no project is open", "open a project or import a file first");
  if (state.project.empty() && state.import_project.empty())
    throw usage_error("the project to import into has no file name", "give one");
  StepJob job{step_of(state, op), state.import_project, styles_of(state)};
  jobs.submit(std::move(job),
              import ? job_title(JobTitle::import_file,
                                 std::filesystem::path(state.forms[op.name].file).filename().string())
                     : title_of_run(op, state.forms[op.name]));
  state.jobs = jobs.list();
  open_right(state, RightTab::activity);
}

void apply(State& state, const CopyCommand& a, Jobs&) {
  const std::string project = !state.project.empty() ? state.project.string() : state.import_project;
  state.clipboard =
      step_command(step_of(state, operation(a.operation)), project.empty() ? "project.gpkg" : project);
  state.messages.push_back({MessageKind::note, tr("Copied as command"), state.clipboard, ""});
}

}  // namespace agglo::viewer
