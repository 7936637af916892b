#include "agglo/project.hpp"
#include "agglo/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"
#include "agglo/shown_rows.hpp"
#include "app/dependents.hpp"
#include "app/partial_project.hpp"

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

/// As seen from the project's folder, so that a project and its inputs can move together.
std::string stored_path(const std::string& file, const fs::path& project) {
  if (is_database(file)) return file;
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

bool reads_results(const RecipeStep& entry) {
  const Operation& op = operation(entry.step.operation);
  return op.kind == OperationKind::output || !op.uses_results.empty();
}

/// True when a step after `at` may have read what step `at` made, so that a replay needs both.
bool is_needed_later(const std::vector<RecipeStep>& steps, std::size_t at) {
  const OperationKind kind = operation(steps[at].step.operation).kind;
  if (kind == OperationKind::output) return false;
  for (std::size_t later = at + 1; later < steps.size(); ++later) {
    const bool analysis = operation(steps[later].step.operation).kind != OperationKind::import;
    if (kind == OperationKind::import ? analysis : reads_results(steps[later])) return true;
  }
  return false;
}

/// The recipe with the step at its end. An earlier step of the same operation and name goes, unless a later
/// one read its result: replaying the recipe must give the very tables that are in the project.
Recipe with_step(Recipe recipe, const RecipeStep& added) {
  const auto append = added.step.options.find("append");
  const bool appends = append != added.step.options.end() && std::get<bool>(append->second);
  const bool is_output = operation(added.step.operation).kind == OperationKind::output;
  auto& steps = recipe.steps;
  for (std::size_t at = steps.size(); !appends && at-- > 0;) {
    const Step& earlier = steps[at].step;
    const bool same = earlier.operation == added.step.operation && earlier.name == added.step.name &&
                      (!is_output || earlier.file == added.step.file);
    if (same && !is_needed_later(steps, at)) steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(at));
  }
  steps.push_back(added);
  return recipe;
}

/// Refuses an outcome that would put one thing in the place of another.
void check_names(const Dataset& data, const Operation& op, const Step& step, const Outcome& outcome) {
  for (const Layer& layer : outcome.layers) {
    const Layer* old = data.find(layer.name);
    const bool same_thing = !old || (old->role == layer.role &&
                                     (layer.role != Role::result || old->provenance.step == step.name));
    if (!same_thing)
      throw usage_error(
          fmt::format("the project already has a layer \"{}\" ({})", layer.name,
                      old->role == Role::result ? "from step " + old->provenance.step : to_string(old->role)),
          "give another name with --name");
    const bool may_be_many = layer.role == Role::infrastructure || layer.role == Role::network;
    if (op.kind != OperationKind::import || may_be_many) continue;
    const Layer* other = data.last(layer.role);
    if (other && other->name != layer.name)
      throw usage_error(
          fmt::format("the project already has {} in its layer \"{}\"", to_string(layer.role), other->name),
          layer.role == Role::institutions
              ? "add these with --append, or take their place with --replace; planned sites that are only "
                "tried out come with --as infrastructure --name planned, and count with --also planned"
              : "add these with --append, take their place with --replace, or start another project");
  }
}

Style style_of(const SceneStyles& styles, const Layer& layer) {
  for (const auto& [name, style] : styles.styles)
    if (name == layer.name) return style;
  return default_style(layer);
}

/// With the style that QGIS shows it in.
void put_layer(ProjectChange& change, const Layer& layer, const SceneStyles& styles) {
  change.put_layers.push_back(layer);
  if (!layer.table->shapes.empty())
    change.qgis_styles.emplace_back(layer.name, qgis_style(layer, style_of(styles, layer)));
}

/// A page that the project keeps, in the place of its name.
Step with_page(Step step, const ProjectStore& store) {
  const auto option = step.options.find("page");
  const auto* name = option == step.options.end() ? nullptr : std::get_if<std::string>(&option->second);
  if (!name || name->empty()) return step;
  std::string known;
  for (const NamedPage& page : named_pages_from_json(store.text("pages").value_or("[]"))) {
    if (page.name == *name) {
      option->second = named_pages_json({page});
      return step;
    }
    known += (known.empty() ? "" : ", ") + page.name;
  }
  throw usage_error("the project has no page \"" + *name + "\"",
                    known.empty()
                        ? "lay one out in the viewer (Project > Page layout) and keep it in the project"
                        : "its pages are: " + known);
}

/// Filters and days that the project keeps, in the place of "shown", which is the default. The recipe keeps
/// them so, and another project that it makes prints the same rows.
Step with_rows(Step step, const ProjectStore& store) {
  if (step.operation != "map") return step;
  const auto given = step.options.find("rows");
  const auto* rows = given == step.options.end() ? nullptr : std::get_if<std::string>(&given->second);
  const ShownRows kept = shown_rows_from_json(store.text("rows").value_or(""));
  if ((!rows || *rows == "shown") && !kept.all()) step.options["rows"] = shown_rows_json(kept);
  return step;
}

}  // namespace

Project::Project(fs::path file, ProjectStore store)
    : file_(std::move(file)), store_(std::make_shared<ProjectStore>(std::move(store))) {
  data_.frame = store_->info().frame;
  data_.layers = store_->layers();
  data_.styles = store_->text("styles").value_or("");
  data_.recipe = store_->text("recipe").value_or("");
  if (!data_.recipe.empty()) recipe_ = recipe_from_toml(data_.recipe, file_.string() + " (recipe)");
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
  save_styles(styles, {}, run);
}

void Project::save_styles(const SceneStyles& styles,
                          const std::vector<std::pair<std::string, std::string>>& texts, RunControl& run) {
  ProjectChange change;
  change.put_texts = texts;
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

std::optional<Dataset> Project::first_look(const SceneStyles& styles, RunControl& run) {
  constexpr std::uint64_t kManyRows = 200'000;  // fewer are read at once
  const auto can_wait = [&](const Layer& layer) {
    return layer.role == Role::establishments && !layer.table && style_of(styles, layer).label_by.empty() &&
           store_->row_count(layer.name) >= kManyRows;
  };
  std::vector<std::string> later;
  for (const Layer& layer : data_.layers)
    if (can_wait(layer)) later.push_back(layer.name);
  if (later.empty()) return std::nullopt;
  load_all(later, run);
  Dataset look = data_;
  for (Layer& layer : look.layers) {
    if (std::find(later.begin(), later.end(), layer.name) == later.end()) continue;
    const Style style = style_of(styles, layer);
    // The last two tell made-up data, which the credits name.
    layer.table = std::make_shared<Table>(store_->read_columns(
        layer.name, {style.colour_by, style.size_by, style.weight_by, "source", "src_source"}, run));
  }
  return look;
}

void Project::load_all(const std::vector<std::string>& but, RunControl& run) {
  std::vector<std::string> missing;
  for (const Layer& layer : data_.layers)
    if (!layer.table && std::find(but.begin(), but.end(), layer.name) == but.end())
      missing.push_back(layer.name);
  std::vector<Table> tables = store_->read_tables(missing, run);
  std::size_t next = 0;
  for (Layer& layer : data_.layers)
    if (next < missing.size() && layer.name == missing[next])
      layer.table = std::make_shared<Table>(std::move(tables[next++]));
}

Dataset Project::snapshot(RunControl& run) {
  load_all({}, run);
  return data_;
}

Dataset Project::input_of(const Step& step, RunControl& run) {
  const Operation& op = operation(step.operation);
  if (op.kind == OperationKind::output) return snapshot(run);
  std::vector<const Layer*> wanted;
  for (const auto* roles : {&op.needs, &op.uses})
    for (const Role role : *roles) {
      wanted.push_back(data_.last(role));
      wanted.push_back(data_.find(to_string(role)));  // a role names the layer of its name first
    }
  for (const std::string& kind : op.uses_results) wanted.push_back(data_.last_result(kind));
  for (const auto& [key, value] : step.options)
    if (const auto* name = std::get_if<std::string>(&value)) {
      wanted.push_back(data_.find(*name));
      // A result is named by its step, which may have made several layers.
      for (const Layer& layer : data_.layers)
        if (layer.role == Role::result && layer.provenance.step == *name) wanted.push_back(&layer);
    }
  // An import may append to its layer, and a new frame depends on the inputs that are there.
  if (op.kind == OperationKind::import)
    for (const Layer& layer : data_.layers)
      if (layer.role != Role::result) wanted.push_back(&layer);
  for (Layer& layer : data_.layers)
    if (std::find(wanted.begin(), wanted.end(), &layer) != wanted.end()) load(layer, run);
  return data_;
}

RecipeStep Project::recorded_step(const Step& step, const Outcome& outcome) const {
  RecipeStep recorded{step, ""};
  if (recorded.step.name.empty()) recorded.step.name = default_step_name(step);
  if (!step.file.empty()) recorded.step.file = stored_path(step.file, file_);
  const Operation& op = operation(step.operation);
  for (const OptionField& field : op.options)
    if (const auto value = step.options.find(field.key); field.info.is_file && value != step.options.end())
      if (const auto& file = std::get<std::string>(value->second); fs::is_regular_file(file))
        recorded.step.options[field.key] = stored_path(file, file_);
  if (op.kind == OperationKind::import) {
    const std::string& sha = outcome.layers.front().provenance.sha256;
    recorded.source_sha256 = sha.substr(sha.rfind(';') + 1);
  }
  return recorded;
}

Outcome import_into(const fs::path& project, const Step& step, RunControl& run, Timings& timings) {
  if (fs::exists(project)) return Project::open(project).run(step, run, timings);
  Stopwatch watch;
  Outcome outcome = run_step({}, step, run);
  timings.read_s += watch.lap_s();
  run.begin("writing the project");
  const PartialProject partial(project);
  Project::open_or_create(partial.file()).store_outcome(step, outcome, run);
  partial.move_into_place();
  timings.write_s += watch.lap_s();
  return outcome;
}

Outcome Project::run(const Step& step, RunControl& control, Timings& timings) {
  Stopwatch watch;
  Step named = with_rows(step, *store_);
  if (named.name.empty()) named.name = default_step_name(named);
  check_step_name(recipe_, data_, named);
  control.begin("reading the project");
  const Dataset input = input_of(named, control);
  timings.read_s += watch.lap_s();
  Outcome outcome = run_step(input, with_page(named, *store_), control);
  // Importing is reading; everything else is computing.
  (operation(named.operation).kind == OperationKind::import ? timings.read_s : timings.compute_s) +=
      watch.lap_s();
  control.begin("writing the project");
  for (std::string& note : store_outcome(named, outcome, control)) outcome.notes.push_back(std::move(note));
  timings.write_s += watch.lap_s();
  return outcome;
}

std::vector<std::string> Project::store_outcome(const Step& step, const Outcome& outcome, RunControl& run) {
  const Operation& op = operation(step.operation);
  check_step_name(recipe_, data_, step);
  check_names(data_, op, step, outcome);
  Dataset next = data_;
  ProjectChange change;
  std::vector<std::string> notes;
  const auto remove = [&](const auto& is_meant) {
    for (const Layer& old : data_.layers)
      if (old.role == Role::result && is_meant(old)) change.remove_layers.push_back(old.name);
    std::erase_if(next.layers,
                  [&](const Layer& layer) { return layer.role == Role::result && is_meant(layer); });
  };
  const auto is_new = [&](const std::string& name) {
    return std::any_of(outcome.layers.begin(), outcome.layers.end(),
                       [&](const Layer& l) { return l.name == name; });
  };
  if (op.kind == OperationKind::analysis) {
    // Results of the same step that this run no longer has.
    remove([&](const Layer& old) { return old.provenance.step == step.name && !is_new(old.name); });
    const auto readers = readers_of(recipe_, data_, outcome.layers);
    if (!readers.empty())
      notes.push_back(
          fmt::format("{} used the earlier result; run it again to bring it up to date.", joined(readers)));
  }
  for (const Layer& layer : outcome.layers) put(next, layer);
  if (op.kind == OperationKind::import) {
    if (has_frame(data_.frame) && (data_.frame.kind == FrameKind::plane) != outcome.planar)
      throw usage_error(outcome.planar ? "the project holds longitudes and latitudes, the file plane metres"
                                       : "the project holds plane metres, the file longitudes and latitudes",
                        "keep them in two projects, or give the right --crs");
    next.frame = frame_for(next, outcome.planar);
    change.frame = next.frame;
    const Dependents dependents = dependents_of(recipe_, data_, outcome.layers.front());
    if (!dependents.invalid.empty()) {
      remove([&](const Layer& old) {
        return std::find(dependents.invalid.begin(), dependents.invalid.end(), old.provenance.step) !=
               dependents.invalid.end();
      });
      notes.push_back(
          fmt::format("The results of {} rested on the earlier {} and were removed; run them again.",
                      joined(dependents.invalid), to_string(outcome.layers.front().role)));
    }
    if (!dependents.outdated.empty())
      notes.push_back(fmt::format("{} knows nothing of the new {} yet; run it again to use them.",
                                  joined(dependents.outdated), to_string(outcome.layers.front().role)));
  }
  const RecipeStep recorded = recorded_step(step, outcome);
  const SceneStyles styles = scene_styles_from_json(data_.styles);
  for (const Layer& layer : outcome.layers) put_layer(change, layer, styles);
  Recipe recipe = with_step(recipe_, recorded);
  next.recipe = recipe_toml(recipe);
  change.put_texts.emplace_back("recipe", next.recipe);
  if (!outcome.report_json.empty())
    change.put_texts.emplace_back("import_report/" + recorded.step.name, outcome.report_json);
  store_->commit(change, run);
  data_ = std::move(next);
  recipe_ = std::move(recipe);
  return notes;
}

std::string Project::add_layer(Layer layer, RunControl& run) {
  const std::string wanted = layer.name;
  for (int number = 2; data_.find(layer.name); ++number) layer.name = fmt::format("{}_{}", wanted, number);
  run.begin("writing the project");
  ProjectChange change;
  put_layer(change, layer, scene_styles_from_json(data_.styles));
  store_->commit(change, run);
  data_.layers.push_back(layer);
  return layer.name;
}

void Project::replace_layer(Layer layer, RunControl& run) {
  const auto old = std::find_if(data_.layers.begin(), data_.layers.end(),
                                [&](const Layer& other) { return other.name == layer.name; });
  if (old == data_.layers.end() || !old->provenance.step.empty())
    throw usage_error(fmt::format("no layer \"{}\" that can be changed", layer.name),
                      "only layers that no step made can be");
  run.begin("writing the project");
  ProjectChange change;
  put_layer(change, layer, scene_styles_from_json(data_.styles));
  store_->commit(change, run);
  *old = std::move(layer);
}

}  // namespace agglo
