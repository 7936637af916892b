// What a user changes in a project besides running steps: titles, removals, and the way back.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "app/dependents.hpp"
#include "app/partial_project.hpp"

namespace agglo {

namespace {

constexpr std::string_view kReports = "import_report/";

const Layer& layer_of(const Dataset& data, std::string_view name, const std::filesystem::path& file) {
  if (const Layer* layer = data.find(name)) return *layer;
  throw usage_error(fmt::format("there is no layer \"{}\" in \"{}\"", name, file.string()),
                    "it may have been removed; open the project again");
}

/// True when a text option of the step is one of these names, or a list with one of them.
bool names_any(const Step& step, const std::set<std::string>& names) {
  for (const auto& [key, value] : step.options)
    if (const auto* text = std::get_if<std::string>(&value)) {
      std::string_view rest = *text;
      while (true) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        if (names.count(std::string(rest.substr(0, end))) > 0) return true;
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
      }
    }
  return false;
}

bool same_layer(const Layer& a, const Layer& b) {
  return a.table == b.table && a.title == b.title && a.role == b.role && a.kind == b.kind &&
         a.provenance.source == b.provenance.source && a.provenance.sha256 == b.provenance.sha256 &&
         a.provenance.step == b.provenance.step && a.provenance.licence == b.provenance.licence;
}

}  // namespace

/// What goes. Layers know their steps by name, and steps their layers, so one is found from the other.
struct Project::Removal {
  std::set<std::string> layers, analyses;  ///< names of layers, and of analysis steps with all their layers
  std::set<std::size_t> steps;             ///< of the recipe, by index
  std::set<std::string> rested;            ///< analyses that go because they rest on others
};

void Project::rename_layer(std::string_view name, const std::string& title, RunControl& run) {
  layer_of(data_, name, file_);
  if (title.empty()) throw usage_error("a layer needs a title", "type one");
  ProjectChange change;
  change.titles.emplace_back(name, title);
  store_->commit(change, run);
  for (Layer& layer : data_.layers)
    if (layer.name == name) layer.title = title;
}

std::vector<std::string> Project::remove_layer(std::string_view name, RunControl& run) {
  const Layer& layer = layer_of(data_, name, file_);
  Removal removal;
  removal.layers.insert(layer.name);
  if (layer.role == Role::result && !layer.provenance.step.empty())
    removal.analyses.insert(layer.provenance.step);
  return remove(std::move(removal), run);
}

std::vector<std::string> Project::remove_step(std::size_t index, RunControl& run) {
  if (index >= recipe_.steps.size())
    throw usage_error(
        fmt::format("the recipe has {} steps, there is no number {}", recipe_.steps.size(), index + 1),
        "it may have been removed already");
  const Step& step = recipe_.steps[index].step;
  Removal removal;
  removal.steps.insert(index);
  // An earlier step of a name that was run again later has nothing in the project any more.
  const bool is_last =
      std::none_of(recipe_.steps.begin() + static_cast<std::ptrdiff_t>(index) + 1, recipe_.steps.end(),
                   [&](const RecipeStep& later) { return later.step.name == step.name; });
  const OperationKind kind = operation(step.operation).kind;
  if (kind == OperationKind::analysis && is_last) removal.analyses.insert(step.name);
  if (kind == OperationKind::import && is_last && data_.find(step.name)) removal.layers.insert(step.name);
  return remove(std::move(removal), run);
}

std::vector<std::string> Project::remove(Removal removal, RunControl& run) {
  const auto goes = [&](const Layer& layer) {
    return removal.layers.count(layer.name) > 0 ||
           (layer.role == Role::result && removal.analyses.count(layer.provenance.step) > 0);
  };
  const auto is_left = [&](const auto& is_meant) {
    return std::any_of(data_.layers.begin(), data_.layers.end(),
                       [&](const Layer& layer) { return !goes(layer) && is_meant(layer); });
  };
  // What rests on what goes, goes; until nothing more does.
  for (bool more = true; more;) {
    more = false;
    std::set<std::string> gone(removal.analyses);
    for (const Layer& layer : data_.layers)
      if (goes(layer)) gone.insert(layer.name);
    for (std::size_t at = 0; at < recipe_.steps.size(); ++at) {
      const Step& step = recipe_.steps[at].step;
      const Operation& op = operation(step.operation);
      if (op.kind == OperationKind::import || removal.steps.count(at) > 0) continue;
      const bool lacks_input = std::any_of(op.needs.begin(), op.needs.end(), [&](Role role) {
        return !is_left([&](const Layer& layer) { return layer.role == role; });
      });
      // An option may name a role ("institutions") instead of a layer.
      const bool lacks_named = std::any_of(data_.layers.begin(), data_.layers.end(), [&](const Layer& layer) {
        return goes(layer) && layer.role != Role::result && names_layer(step, layer) &&
               !is_left([&](const Layer& other) { return other.role == layer.role; });
      });
      const bool lacks_results =
          op.works_on_results && !op.uses_results.empty() &&
          std::none_of(op.uses_results.begin(), op.uses_results.end(), [&](const std::string& kind) {
            return is_left([&](const Layer& layer) { return layer.kind == kind; });
          });
      const bool itself = op.kind == OperationKind::analysis && removal.analyses.count(step.name) > 0;
      if (!itself && !lacks_input && !lacks_named && !lacks_results && !names_any(step, gone)) continue;
      more = true;
      removal.steps.insert(at);
      if (!itself && op.kind == OperationKind::analysis) {
        removal.analyses.insert(step.name);
        removal.rested.insert(step.name);
      }
    }
    for (std::size_t at = 0; at < recipe_.steps.size(); ++at)
      if (const Step& step = recipe_.steps[at].step;
          operation(step.operation).kind == OperationKind::import && removal.layers.count(step.name) > 0)
        removal.steps.insert(at);
  }
  ProjectChange change;
  Dataset next = data_;
  bool inputs_go = false;
  std::vector<Layer> removed;
  for (const Layer& layer : data_.layers)
    if (goes(layer)) {
      change.remove_layers.push_back(layer.name);
      removed.push_back(layer);
      inputs_go |= layer.role != Role::result;
      if (layer.role != Role::result && store_->text(std::string(kReports) + layer.name))
        change.remove_texts.push_back(std::string(kReports) + layer.name);
    }
  std::erase_if(next.layers, goes);
  const bool inputs_left = is_left([](const Layer& layer) { return layer.role != Role::result; });
  if (inputs_go && inputs_left && data_.frame.kind != FrameKind::plane) {
    for (Layer& layer : next.layers)
      if (layer.role != Role::result) load(layer, run);
    next.frame = frame_for(next, false);
    change.frame = next.frame;
  }
  Recipe recipe;
  for (std::size_t at = 0; at < recipe_.steps.size(); ++at)
    if (removal.steps.count(at) == 0) recipe.steps.push_back(recipe_.steps[at]);
  next.recipe = recipe_toml(recipe);
  change.put_texts.emplace_back("recipe", next.recipe);
  std::vector<std::string> notes;
  if (!removal.rested.empty())
    notes.push_back(fmt::format("The results of {} rested on it and were removed too.",
                                joined({removal.rested.begin(), removal.rested.end()})));
  Dataset seen = next;
  seen.layers.insert(seen.layers.end(), removed.begin(), removed.end());
  std::vector<std::string> readers;
  for (const std::string& reader : readers_of(recipe, seen, removed))
    if (next.find(reader)) readers.push_back(reader);
  for (const Layer& layer : removed)
    if (layer.role != Role::result)
      for (const std::string& step : dependents_of(recipe, next, layer).outdated) readers.push_back(step);
  if (!readers.empty())
    notes.push_back(
        fmt::format("{} used what was removed; run it again to bring it up to date.", joined(readers)));
  store_->commit(change, run);
  data_ = std::move(next);
  recipe_ = std::move(recipe);
  return notes;
}

namespace {

/// A file of the recipe as seen from another project's folder.
std::string file_from(const std::string& file, const std::filesystem::path& project,
                      const std::filesystem::path& other) {
  namespace fs = std::filesystem;
  if (file.empty() || fs::path(file).is_absolute()) return file;
  const fs::path meant = fs::absolute(project).parent_path() / file;
  if (!fs::is_regular_file(meant)) return file;
  std::error_code error;
  const fs::path seen = fs::proximate(meant, fs::absolute(other).parent_path(), error);
  return error ? file : seen.generic_string();
}

Recipe recipe_from(Recipe recipe, const std::filesystem::path& project, const std::filesystem::path& other) {
  for (RecipeStep& entry : recipe.steps) {
    const Operation& op = operation(entry.step.operation);
    if (op.kind == OperationKind::import) entry.step.file = file_from(entry.step.file, project, other);
    for (const OptionField& field : op.options)
      if (const auto value = entry.step.options.find(field.key);
          field.info.is_file && value != entry.step.options.end())
        value->second = file_from(std::get<std::string>(value->second), project, other);
  }
  return recipe;
}

}  // namespace

std::vector<std::string> Project::save_copy(const std::filesystem::path& target, const SceneStyles& styles,
                                            const std::vector<std::pair<std::string, std::string>>& texts,
                                            RunControl& run) {
  if (std::filesystem::exists(target))
    throw failure(fmt::format("\"{}\" already exists", target.string()), "choose another name");
  std::vector<std::string> notes;
  ProjectMoment now;
  const Dataset data = snapshot(run);
  now.frame = data.frame;
  now.layers = data.layers;
  now.recipe = recipe_from(recipe_, file_, target);
  try {
    now.import_reports = store_->texts(kReports);
  } catch (const Error&) {  // they are in the file alone, which may be gone
    const bool imported =
        std::any_of(recipe_.steps.begin(), recipe_.steps.end(), [](const RecipeStep& entry) {
          return operation(entry.step.operation).kind == OperationKind::import;
        });
    if (imported)
      notes.push_back(fmt::format(
          "The copy has no reports of the imports: they were in \"{}\" alone, which cannot be read.",
          file_.string()));
  }
  const PartialProject partial(target);
  Project copy = open_or_create(partial.file());
  copy.go_to(now, run);
  copy.save_styles(styles, texts, run);
  partial.move_into_place();
  return notes;
}

ProjectMoment Project::moment(RunControl& run) {
  const Dataset data = snapshot(run);
  return {data.frame, data.layers, recipe_, store_->texts(kReports)};
}

void Project::go_to(const ProjectMoment& moment, RunControl& run) {
  ProjectChange change;
  change.frame = moment.frame;
  const SceneStyles styles = scene_styles_from_json(data_.styles);
  for (const Layer& layer : moment.layers) {
    change.layer_order.push_back(layer.name);
    const Layer* now = data_.find(layer.name);
    if (now && same_layer(*now, layer)) continue;
    if (now && now->table && now->table == layer.table && now->role == layer.role &&
        now->kind == layer.kind && now->provenance.step == layer.provenance.step &&
        now->provenance.sha256 == layer.provenance.sha256) {
      change.titles.emplace_back(layer.name, layer.title);
      continue;
    }
    change.put_layers.push_back(layer);
    if (layer.table->shapes.empty()) continue;
    const auto own = std::find_if(styles.styles.begin(), styles.styles.end(),
                                  [&](const auto& entry) { return entry.first == layer.name; });
    change.qgis_styles.emplace_back(
        layer.name, qgis_style(layer, own == styles.styles.end() ? default_style(layer) : own->second));
  }
  const auto was_there = [&](const std::string& name) {
    return std::any_of(moment.layers.begin(), moment.layers.end(),
                       [&](const Layer& layer) { return layer.name == name; });
  };
  for (const Layer& layer : data_.layers)
    if (!was_there(layer.name)) change.remove_layers.push_back(layer.name);
  for (const auto& [name, text] : store_->texts(kReports))
    if (std::none_of(moment.import_reports.begin(), moment.import_reports.end(),
                     [&, &key = name](const auto& report) { return report.first == key; }))
      change.remove_texts.push_back(name);
  change.put_texts = moment.import_reports;
  const std::string recipe = recipe_toml(moment.recipe);
  change.put_texts.emplace_back("recipe", recipe);
  store_->commit(change, run);
  data_.recipe = recipe;
  data_.frame = moment.frame;
  data_.layers = moment.layers;
  recipe_ = moment.recipe;
}

}  // namespace agglo
