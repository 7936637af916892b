// Points of any file that GDAL reads, by its Arrow stream: whole columns, no features.
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "io/arrow_batch.hpp"
#include "io/point_columns.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct OpenLayer {
  GdalDatasetHandle dataset;
  OGRLayer* layer = nullptr;
};

OpenLayer open_layer(const std::filesystem::path& file, const PointFileOptions& options) {
  register_gdal();
  const GdalErrorCollector errors;
  const std::string quoted = "\"" + file.string() + "\"";
  OpenLayer open;
  open.dataset.reset(
      GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
  if (!open.dataset)
    throw failure("cannot read " + quoted + ": " + errors.message(), "check the path and the format");
  std::string names;
  for (OGRLayer* layer : open.dataset->GetLayers()) {
    names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
    const bool fits =
        options.layer.empty() ? layer->GetGeomType() != wkbNone : options.layer == layer->GetName();
    if (!fits) continue;
    if (open.layer != nullptr)
      throw usage_error(quoted + " has several layers with geometry", "name one with --layer");
    open.layer = layer;
  }
  if (open.layer == nullptr)
    throw usage_error(
        quoted + " has no layer " + (options.layer.empty() ? "with geometry" : "\"" + options.layer + "\""),
        "its layers are: " + names);
  return open;
}

template <class Number>
double number_at(const ArrowArray& column, std::int64_t at) {
  return static_cast<double>(static_cast<const Number*>(column.buffers[1])[at]);
}

double weight_at(const ArrowArray& column, char format, std::int64_t at) {
  at += column.offset;
  if (!arrow_valid(column, at)) return kNaN;
  switch (format) {
    case 'g':
      return number_at<double>(column, at);
    case 'f':
      return number_at<float>(column, at);
    case 'l':
      return number_at<std::int64_t>(column, at);
    case 'i':
      return number_at<std::int32_t>(column, at);
    case 's':
      return number_at<std::int16_t>(column, at);
    default:
      return kNaN;
  }
}

/// Reads a point, or a multipoint of one, with whatever z and m; false for other geometries.
bool read_point(std::string_view wkb, double& x, double& y) {
  if (wkb.size() < 9 || wkb[0] != 1) return false;
  std::uint32_t type = 0;
  std::memcpy(&type, wkb.data() + 1, sizeof type);
  if ((type & 0xFFFFu) % 1000 != 4) return read_wkb_point(wkb, x, y);
  std::uint32_t count = 0;
  std::memcpy(&count, wkb.data() + 5, sizeof count);
  return count == 1 && read_point(wkb.substr(9), x, y);
}

struct StreamColumns {
  std::int64_t geometry = -1, weight = -1;
  char geometry_format = 'z', weight_format = 'g';
};

StreamColumns find_columns(const ArrowSchema& schema, const PointFileOptions& options) {
  StreamColumns found;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    const char format = child.format[0];
    if (!options.weight.empty() && options.weight == child.name) {
      found.weight = i;
      found.weight_format = format;
    } else if (format == 'z' || format == 'Z') {
      found.geometry = i;
      found.geometry_format = format;
    }
  }
  if (found.weight >= 0 && std::string_view("gflis").find(found.weight_format) == std::string_view::npos)
    throw usage_error("--weight names \"" + options.weight + "\", which holds no numbers",
                      "choose another column");
  return found;
}

/// Rows begin..end of a batch, of which the first is row `at` of this rank.
void keep(const ArrowArray& batch, std::int64_t begin, std::int64_t end, const StreamColumns& found,
          PointColumns::Impl& columns) {
  const ArrowArray& geometry = *batch.children[found.geometry];
  std::uint64_t row = columns.x.all().size();
  const std::span<double> x = columns.x.extend(static_cast<std::size_t>(end - begin)),
                          y = columns.y.extend(static_cast<std::size_t>(end - begin));
  std::span<double> weight;
  if (found.weight >= 0) weight = columns.weight.extend(static_cast<std::size_t>(end - begin));
  for (std::int64_t i = begin; i < end; ++i, ++row) {
    const auto at = static_cast<std::size_t>(i - begin);
    x[at] = y[at] = kNaN;
    const std::string_view wkb = arrow_bytes(geometry, found.geometry_format == 'Z', i);
    const bool is_point = !wkb.empty() && read_point(wkb, x[at], y[at]);
    if (!wkb.empty() && !is_point)
      columns.doubtful(Doubt::bad_coordinate).add(row);
    else if (!std::isfinite(x[at]) || !std::isfinite(y[at]))
      columns.doubtful(Doubt::no_coordinates).add(row);
    if (found.weight < 0) continue;
    weight[at] = weight_at(*batch.children[found.weight], found.weight_format, i);
    if (std::isnan(weight[at])) {
      if (is_point) columns.doubtful(Doubt::no_weight).add(row);
      weight[at] = 0;
    }
    if (weight[at] < 0) columns.doubtful(Doubt::negative_weight).add(row);
  }
}

/// Only the geometry and the weight are read.
void ignore_other_fields(OGRLayer& layer, const PointFileOptions& options, const std::string& file) {
  std::vector<const char*> ignored;
  const OGRFeatureDefn& definition = *layer.GetLayerDefn();
  std::string names;
  bool has_weight = options.weight.empty();
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const char* name = definition.GetFieldDefn(i)->GetNameRef();
    names += (names.empty() ? "" : ", ") + std::string(name);
    if (options.weight == name)
      has_weight = true;
    else
      ignored.push_back(name);
  }
  if (!has_weight)
    throw usage_error("--weight " + options.weight + ": " + file + " has no such column",
                      "its columns are: " + names);
  ignored.push_back(nullptr);
  layer.SetIgnoredFields(ignored.data());
}

}  // namespace

std::uint64_t ogr_point_count(const std::filesystem::path& file, const PointFileOptions& options) {
  const OpenLayer open = open_layer(file, options);
  return static_cast<std::uint64_t>(std::max<GIntBig>(0, open.layer->GetFeatureCount()));
}

PointSource read_ogr_points(const std::filesystem::path& file, const PointFileOptions& options,
                            const Ranks& ranks, PointColumns::Impl& columns, RunControl& run) {
  const OpenLayer open = open_layer(file, options);
  const std::string quoted = "\"" + file.string() + "\"";
  const GdalErrorCollector errors;
  const auto rows = static_cast<std::uint64_t>(std::max<GIntBig>(0, open.layer->GetFeatureCount()));
  const std::uint64_t first = rows * ranks.rank / ranks.size, last = rows * (ranks.rank + 1) / ranks.size;
  ignore_other_fields(*open.layer, options, quoted);
  ArrowStream stream;
  // The feature number comes too: without it and all fields GDAL 3.6 gives empty geometries of a GeoPackage.
  ArrowLayout schema;
  if (!open.layer->GetArrowStream(&stream.stream, nullptr) ||
      stream.stream.get_schema(&stream.stream, &schema.schema) != 0)
    throw failure(quoted + " cannot be read as columns: " + errors.message(), "leave out --labels-only");
  const StreamColumns found = find_columns(schema.schema, options);
  columns.has_weight = found.weight >= 0;
  run.begin("reading points", rows);
  for (std::uint64_t at = 0; at < last;) {
    ArrowBatch batch;
    if (stream.stream.get_next(&stream.stream, &batch.array) != 0)
      throw failure(quoted + " cannot be read to its end: " + errors.message(),
                    "the file is damaged or cut off");
    if (batch.array.release == nullptr) break;
    const auto count = static_cast<std::uint64_t>(batch.array.length);
    const std::uint64_t begin = std::clamp(first, at, at + count), end = std::clamp(last, at, at + count);
    if (begin < end)
      keep(batch.array, static_cast<std::int64_t>(begin - at), static_cast<std::int64_t>(end - at), found,
           columns);
    at += count;
    run.advance(count);
  }
  if (columns.x.all().size() != last - first)
    throw failure(quoted + " holds fewer rows than it says", "the file is damaged or cut off");
  PointSource source;
  source.x_name = source.y_name = "geometry";
  source.counted_missing = true;
  if (const OGRSpatialReference* reference = open.layer->GetSpatialRef())
    source.crs.reset(reference->Clone());
  return source;
}

}  // namespace agglo
