#include <fmt/format.h>

#include <algorithm>

#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/recipe_steps.hpp"
#include "viewer/state/whole_file.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace fs = std::filesystem;

namespace {

const Step& step_at(const State& state, std::size_t index) {
  if (!state.recipe || index >= state.recipe->steps.size())
    throw usage_error(fmt::format(fmt::runtime(tr("there is no step number {}")), index + 1), "");
  return state.recipe->steps[index].step;
}

bool is_import(const Step& step) {
  return operation(step.operation).kind == OperationKind::import;
}

}  // namespace

std::vector<const Layer*> layers_of_step(const State& state, const Step& step) {
  std::vector<const Layer*> layers;
  if (!state.map) return layers;
  for (const Layer& layer : state.map->data.layers)
    if (is_import(step) ? layer.role != Role::result && layer.name == step.name
                        : layer.role == Role::result && layer.provenance.step == step.name)
      layers.push_back(&layer);
  return layers;
}

std::string step_summary(const Step& step) {
  std::string text = step.file.empty() ? "" : fs::path(step.file).filename().string();
  for (const OptionField& field : operation(step.operation).options) {
    const auto given = step.options.find(field.key);
    if (given == step.options.end()) continue;
    std::string key = field.key;
    const std::string suffix = "_" + field.info.unit;
    if (!field.info.unit.empty() && key.ends_with(suffix)) key.resize(key.size() - suffix.size());
    std::replace(key.begin(), key.end(), '_', ' ');
    text += (text.empty() ? "" : ", ") + key + " " + option_text(given->second) +
            (field.info.unit.empty() ? "" : " " + field.info.unit);
  }
  return text;
}

Step step_with_found_files(const Step& step, const fs::path& project) {
  const auto found = [&](const std::string& file) {
    std::error_code ignored;
    const fs::path beside = fs::absolute(project, ignored).parent_path() / file;
    return fs::exists(beside, ignored) || operation(step.operation).kind == OperationKind::output
               ? beside.lexically_normal().string()
               : file;
  };
  Step whole = step;
  if (!whole.file.empty()) whole.file = found(whole.file);
  for (const OptionField& field : operation(step.operation).options)
    if (const auto value = whole.options.find(field.key); field.info.is_file && value != whole.options.end())
      if (auto* file = std::get_if<std::string>(&value->second); file && !file->empty()) *file = found(*file);
  return whole;
}

void apply(State& state, const SelectStep& a, Jobs&) {
  const Step& step = step_at(state, a.index);
  state.selected_step = a.index;
  const auto made = layers_of_step(state, step);
  if (made.empty()) return;
  const auto is_made = [&](const std::string& name) {
    return std::any_of(made.begin(), made.end(), [&](const Layer* layer) { return layer->name == name; });
  };
  remember(state, tr_key("layers of step {}"), step.name);
  for (LayerView& view : state.layers) {
    const SceneLayer& layer = state.map->scene.layers[view.index];
    if (is_made(view.name))
      view.style.visible = true;
    else if (layer.role == Role::result && !is_import(step))
      view.style.visible = false;
  }
}

void apply(State& state, const EditStep& a, Jobs& jobs) {
  const Step step = step_with_found_files(step_at(state, a.index), state.project);
  const Operation& op = operation(step.operation);
  if (op.kind == OperationKind::output)
    throw usage_error(tr("maps are made anew by running the step again, or exported from the project menu"),
                      "");
  FormValues form;
  for (const auto& [key, value] : step.options) form.text[key] = option_text(value);
  // What is imported again takes the place of what is there.
  if (op.kind == OperationKind::import && form.text.count("append") == 0) form.text["replace"] = "true";
  form.file = step.file;
  form.name = step.name;
  state.forms[op.name] = std::move(form);
  apply(state, ShowForm{op.name}, jobs);
}

void apply(State& state, const DeleteStep& a, Jobs& jobs) {
  const Step& step = step_at(state, a.index);
  jobs.submit(RemoveStepJob{a.index, step, styles_of(state)}, job_title(JobTitle::delete_step, step.name));
  state.jobs = jobs.list();
}

void apply(State& state, const RerunSteps& a, Jobs& jobs) {
  step_at(state, a.index);
  RerunJob job;
  job.index = a.index;
  for (std::size_t k = a.index; k < state.recipe->steps.size(); ++k)
    job.steps.push_back(step_with_found_files(state.recipe->steps[k].step, state.project));
  job.styles = styles_of(state);
  const std::size_t count = job.steps.size();
  jobs.submit(std::move(job), job_title(JobTitle::run_again, std::to_string(count)));
  state.jobs = jobs.list();
  open_right(state, RightTab::activity);
}

void apply(State& state, const CopySteps& a, Jobs&) {
  if (!state.recipe) throw usage_error(tr("no project is open"), "");
  const std::string project = state.project.filename().string();
  std::string text;
  for (std::size_t k = 0; k < state.recipe->steps.size(); ++k)
    if (!a.index || *a.index == k) text += step_command(state.recipe->steps[k].step, project) + "\n";
  state.clipboard = text;
  state.messages.push_back({MessageKind::note, tr("Copied as command"), text, ""});
}

void apply(State& state, const SaveRecipe& a, Jobs&) {
  if (!state.recipe) throw usage_error(tr("no project is open"), "");
  const fs::path folder = fs::absolute(a.file).parent_path();
  if (!fs::is_directory(folder))
    throw failure(fmt::format(fmt::runtime(tr("there is no folder \"{}\"")), folder.string()),
                  tr("create the folder first"));
  write_whole(a.file, recipe_toml(*state.recipe));
  state.messages.push_back({MessageKind::note, tr("Recipe saved"), a.file.string(), ""});
}

}  // namespace agglo::viewer
