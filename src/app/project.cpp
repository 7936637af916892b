#include "agglo/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"

namespace agglo {
namespace {

namespace fs = std::filesystem;

class Stopwatch {
 public:
  double lap_s() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - start_).count();
    start_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool has_frame(const Frame& frame) {
  return !frame.name.empty();
}

Frame plane_frame() {
  return {FrameKind::plane, "", "plane in metres, without a place on the Earth", 0};
}

/// The projection is chosen for the establishments; before there are any, for what is there.
Frame frame_for(const Dataset& data, bool planar) {
  if (planar) return plane_frame();
  std::vector<double> lon, lat;
  const Layer* firms = data.last(Role::establishments);
  for (const Layer& layer : data.layers) {
    if (!layer.table || layer.role == Role::result || (firms && &layer != firms)) continue;
    const Shapes& shapes = layer.table->shapes;
    lon.insert(lon.end(), shapes.x.begin(), shapes.x.end());
    lat.insert(lat.end(), shapes.y.begin(), shapes.y.end());
  }
  return choose_frame(lon, lat);
}

/// As seen from the project's folder, so that a project and its inputs can move together.
std::string stored_path(const std::string& file, const fs::path& project) {
  std::error_code error;
  const fs::path relative = fs::proximate(fs::absolute(file), fs::absolute(project).parent_path(), error);
  return error ? file : relative.generic_string();
}

/// Puts the layer in place of the one with its name, or at the end.
void put(Dataset& data, const Layer& layer) {
  const auto same = std::find_if(data.layers.begin(), data.layers.end(),
                                 [&](const Layer& other) { return other.name == layer.name; });
  if (same != data.layers.end()) data.layers.erase(same);
  data.layers.push_back(layer);
}

/// The recipe with the step at its end, in place of an earlier one of the same operation and name.
Recipe with_step(Recipe recipe, const RecipeStep& added) {
  const auto append = added.step.options.find("append");
  const bool appends = append != added.step.options.end() && std::get<bool>(append->second);
  auto& steps = recipe.steps;
  if (!appends)
    steps.erase(std::remove_if(steps.begin(), steps.end(),
                               [&](const RecipeStep& earlier) {
                                 const bool same_file =
                                     operation(added.step.operation).kind != OperationKind::output ||
                                     earlier.step.file == added.step.file;
                                 return earlier.step.operation == added.step.operation &&
                                        earlier.step.name == added.step.name && same_file;
                               }),
                steps.end());
  steps.push_back(added);
  // A replayed import finds no earlier layer to replace.
  steps.back().step.options.erase("replace");
  return recipe;
}

Style style_of(const SceneStyles& styles, const Layer& layer) {
  for (const auto& [name, style] : styles.styles)
    if (name == layer.name) return style;
  return default_style(layer);
}

}  // namespace

Project::Project(fs::path file, ProjectStore store)
    : file_(std::move(file)), store_(std::make_shared<ProjectStore>(std::move(store))) {
  data_.frame = store_->info().frame;
  data_.layers = store_->layers();
  data_.styles = store_->text("styles").value_or("");
  if (const auto text = store_->text("recipe"); text && !text->empty())
    recipe_ = recipe_from_toml(*text, file_.string() + " (recipe)");
}

Project Project::open(const fs::path& file) {
  return Project(file, ProjectStore::open(file));
}

Project Project::open_or_create(const fs::path& file) {
  return fs::exists(file) ? open(file) : Project(file, ProjectStore::create(file));
}

SceneStyles Project::styles() const {
  return scene_styles_from_json(data_.styles);
}

void Project::save_styles(const SceneStyles& styles, RunControl& run) {
  ProjectChange change;
  data_.styles = scene_styles_json(styles);
  change.put_texts.emplace_back("styles", data_.styles);
  for (Layer& layer : data_.layers) {
    load(layer, run);
    if (!layer.table->shapes.empty())
      change.qgis_styles.emplace_back(layer.name, qgis_style(layer, style_of(styles, layer)));
  }
  store_->commit(change, run);
}

void Project::load(Layer& layer, RunControl& run) {
  if (!layer.table) layer.table = std::make_shared<Table>(store_->read_table(layer.name, run));
}

Dataset Project::snapshot(RunControl& run) {
  for (Layer& layer : data_.layers) load(layer, run);
  return data_;
}

Dataset Project::input_of(const Step& step, RunControl& run) {
  const Operation& op = operation(step.operation);
  if (op.kind == OperationKind::output) return snapshot(run);
  std::vector<const Layer*> wanted;
  for (const auto* roles : {&op.needs, &op.uses})
    for (const Role role : *roles) wanted.push_back(data_.last(role));
  for (const std::string& kind : op.uses_results) wanted.push_back(data_.last_result(kind));
  for (const auto& [key, value] : step.options)
    if (const auto* name = std::get_if<std::string>(&value)) wanted.push_back(data_.find(*name));
  // An import may append to its layer, and a new frame depends on the inputs that are there.
  if (op.kind == OperationKind::import)
    for (const Layer& layer : data_.layers)
      if (layer.role != Role::result) wanted.push_back(&layer);
  for (Layer& layer : data_.layers)
    if (std::find(wanted.begin(), wanted.end(), &layer) != wanted.end()) load(layer, run);
  return data_;
}

Outcome import_into(const fs::path& project, const Step& step, RunControl& run, Timings& timings) {
  if (fs::exists(project)) return Project::open(project).run(step, run, timings);
  Stopwatch watch;
  const Outcome outcome = run_step({}, step, run);
  timings.read_s += watch.lap_s();
  Project::open_or_create(project).store_outcome(step, outcome, run);
  timings.write_s += watch.lap_s();
  return outcome;
}

Outcome Project::run(const Step& step, RunControl& control, Timings& timings) {
  Stopwatch watch;
  Step named = step;
  if (named.name.empty()) named.name = default_step_name(named);
  control.begin("reading the project");
  const Dataset input = input_of(named, control);
  timings.read_s += watch.lap_s();
  Outcome outcome = run_step(input, named, control);
  // Importing is reading; everything else is computing.
  (operation(named.operation).kind == OperationKind::import ? timings.read_s : timings.compute_s) +=
      watch.lap_s();
  control.begin("writing the project");
  store_outcome(named, outcome, control);
  timings.write_s += watch.lap_s();
  return outcome;
}

void Project::store_outcome(const Step& step, const Outcome& outcome, RunControl& run) {
  const Operation& op = operation(step.operation);
  Dataset next = data_;
  ProjectChange change;
  // Results of the same step that this run no longer has.
  for (const Layer& old : data_.layers) {
    const bool again = std::any_of(outcome.layers.begin(), outcome.layers.end(),
                                   [&](const Layer& layer) { return layer.name == old.name; });
    if (op.kind == OperationKind::analysis && old.role == Role::result && old.provenance.step == step.name &&
        !again) {
      change.remove_layers.push_back(old.name);
      next.layers.erase(std::find_if(next.layers.begin(), next.layers.end(),
                                     [&](const Layer& layer) { return layer.name == old.name; }));
    }
  }
  for (const Layer& layer : outcome.layers) {
    const Layer* old = data_.find(layer.name);
    const bool other_input = old && op.kind == OperationKind::analysis && old->role != Role::result;
    if (other_input || (old && op.kind == OperationKind::import && old->role != layer.role))
      throw usage_error(
          fmt::format("the project already has a layer \"{}\" ({})", layer.name, to_string(old->role)),
          "give another name with --name");
    put(next, layer);
  }
  if (op.kind == OperationKind::import) {
    if (has_frame(data_.frame) && (data_.frame.kind == FrameKind::plane) != outcome.planar)
      throw usage_error(outcome.planar ? "the project holds longitudes and latitudes, the file plane metres"
                                       : "the project holds plane metres, the file longitudes and latitudes",
                        "keep them in two projects, or give the right --crs");
    next.frame = frame_for(next, outcome.planar);
    change.frame = next.frame;
  }
  const SceneStyles styles = scene_styles_from_json(data_.styles);
  RecipeStep recorded{step, ""};
  if (recorded.step.name.empty()) recorded.step.name = default_step_name(step);
  if (!step.file.empty()) recorded.step.file = stored_path(step.file, file_);
  for (const Layer& layer : outcome.layers) {
    change.put_layers.push_back(layer);
    if (!layer.table->shapes.empty())
      change.qgis_styles.emplace_back(layer.name, qgis_style(layer, style_of(styles, layer)));
    const std::string& sha = layer.provenance.sha256;
    if (op.kind == OperationKind::import) recorded.source_sha256 = sha.substr(sha.rfind(';') + 1);
  }
  Recipe recipe = with_step(recipe_, recorded);
  change.put_texts.emplace_back("recipe", recipe_toml(recipe));
  if (!outcome.report_json.empty())
    change.put_texts.emplace_back("import_report/" + recorded.step.name, outcome.report_json);
  store_->commit(change, run);
  data_ = std::move(next);
  recipe_ = std::move(recipe);
}

}  // namespace agglo
