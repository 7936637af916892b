// Sources and licences, of layers and of the results made from them.
#include "app/scene_credits.hpp"

#include <algorithm>
#include <filesystem>

#include "agglo/scene.hpp"
#include "app/scene_classes.hpp"

namespace agglo {

bool says_synthetic(const Table& table) {
  for (const char* name : {"source", "src_source"})
    if (const Column* column = table.find(name); column && table.row_count > 0)
      return column->text(0).find("synthetic") != std::string::npos;
  return false;
}

std::string credited(const std::string& source, const std::string& licence, bool synthetic) {
  const std::string file = std::filesystem::path(source).filename().string();
  const std::string line = shortened(file, kLongestCredited);
  if (!licence.empty()) return line + " (" + licence + ")";
  if (file.find(".osm") != std::string::npos || file.ends_with(".pbf"))
    return line + " (\u00a9 OpenStreetMap contributors, ODbL)";
  return synthetic ? line + " (synthetic data)" : line;
}

std::vector<std::string> files_of(const std::string& source) {
  std::vector<std::string> files;
  for (std::size_t begin = 0; begin < source.size();) {
    const std::size_t end = std::min(source.find("; ", begin), source.size());
    add_once(files, source.substr(begin, end - begin));
    begin = end + 2;
  }
  return files;
}

void add_once(std::vector<std::string>& lines, const std::string& line) {
  if (!line.empty() && std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
}

void add_credit(const SceneLayer& layer, const Style& style, std::vector<std::string>& lines) {
  if (!style.visible && layer.role != Role::establishments) return;
  for (std::size_t begin = 0; begin < layer.credit.size();) {
    const std::size_t end = std::min(layer.credit.find('\n', begin), layer.credit.size());
    const std::string line = layer.credit.substr(begin, end - begin);
    begin = end + 1;
    // What a result says of a file, the layer of the file says with its title.
    const auto says = [](const std::string& titled, const std::string& file) {
      return titled.ends_with(": " + file);
    };
    if (std::any_of(lines.begin(), lines.end(), [&](const std::string& l) { return says(l, line); }))
      continue;
    std::erase_if(lines, [&](const std::string& l) { return says(line, l); });
    add_once(lines, line);
  }
}

void credit_results(Dataset& data) {
  for (Layer& result : data.layers) {
    if (result.role != Role::result || !result.provenance.licence.empty()) continue;
    std::vector<std::string> credits;
    for (const std::string& file : files_of(result.provenance.source)) {
      std::string licence;
      bool synthetic = false;
      for (const Layer& layer : data.layers) {
        const std::vector<std::string> files = files_of(layer.provenance.source);
        if (layer.role == Role::result || std::find(files.begin(), files.end(), file) == files.end())
          continue;
        if (licence.empty()) licence = layer.provenance.licence;
        synthetic = synthetic || (layer.table && says_synthetic(*layer.table));
      }
      if (file != result.provenance.step) add_once(credits, credited(file, licence, synthetic));
    }
    for (const std::string& credit : credits)
      result.provenance.licence += (result.provenance.licence.empty() ? "" : "\n") + credit;
  }
}

}  // namespace agglo
