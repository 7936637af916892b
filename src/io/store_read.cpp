#include "io/store_read.hpp"

#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel.hpp"
#include "io/arrow_batch.hpp"
#include "io/gdal_session.hpp"
#include "io/ogr_shapes.hpp"
#include "io/store_file.hpp"
#include "io/store_table.hpp"

namespace agglo {
namespace {

constexpr GIntBig kRowsPerPart = 100'000;  // below this a second connection costs more than it saves
constexpr unsigned kMostParts = 8;

void check_fields(OGRLayer& layer, const std::vector<std::string>& fields, const Table& table) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const int index = layer.GetLayerDefn()->GetFieldIndex(fields[i].c_str());
    const auto wanted = static_cast<OGRFieldType>(ogr_field_type(table.columns[i].values));
    if (index < 0 || layer.GetLayerDefn()->GetFieldDefn(index)->GetType() != wanted)
      throw failure("column \"" + fields[i] + "\" of layer \"" + std::string(layer.GetName()) +
                        "\" is missing or was changed",
                    "another program has edited this layer; run the step that made it again");
  }
}

/// The column's values of a batch, appended.
struct ValueReader {
  const ArrowArray& column;
  bool large;  ///< 64-bit offsets of texts
  std::int64_t rows;

  template <class Value>
  void numbers(std::vector<Value>& values, Value missing) const {
    const auto* source = static_cast<const Value*>(column.buffers[1]) + column.offset;
    const std::size_t before = values.size();
    values.insert(values.end(), source, source + rows);
    if (column.null_count == 0 || column.buffers[0] == nullptr) return;
    for (std::int64_t i = 0; i < rows; ++i)
      if (!arrow_valid(column, i + column.offset)) values[before + static_cast<std::size_t>(i)] = missing;
  }
  void operator()(std::vector<double>& values) const {
    numbers(values, std::numeric_limits<double>::quiet_NaN());
  }
  void operator()(std::vector<std::int64_t>& values) const { numbers(values, kMissingInteger); }
  void operator()(Days& days) const { numbers(days.values, kUnknownDay); }
  void operator()(StringColumn& texts) const {
    for (std::int64_t i = 0; i < rows; ++i) texts.push_back(arrow_bytes(column, large, i));
  }
};

void add_shape(std::string_view wkb, Shapes& shapes) {
  double x = 0, y = 0;
  if (wkb.empty() || read_wkb_point(wkb, x, y)) {
    if (wkb.empty())
      shapes.add_none();
    else
      shapes.add_point(x, y);
    return;
  }
  OGRGeometry* geometry = nullptr;
  OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &geometry, wkb.size());
  const std::unique_ptr<OGRGeometry> owner(geometry);
  shapes_from_ogr(geometry, shapes);
}

/// Where a stream has the columns of a table; -1 = no geometry.
struct StreamPlaces {
  std::vector<std::int64_t> columns;
  std::vector<char> large;
  std::int64_t geometry = -1;
  bool large_geometry = false;
};

/// Format letters of Arrow that fit the kinds of columns: numbers, whole numbers, text, days.
bool fits(const ColumnValues& values, std::string_view format) {
  if (std::holds_alternative<std::vector<double>>(values)) return format == "g";
  if (std::holds_alternative<std::vector<std::int64_t>>(values)) return format == "l";
  if (std::holds_alternative<Days>(values)) return format == "tdD";
  return format == "u" || format == "U";
}

StreamPlaces find_places(const ArrowSchema& schema, const std::vector<std::string>& fields,
                         const Table& table, const std::string& layer) {
  StreamPlaces places;
  const auto child_named = [&](const std::string& name) {
    for (std::int64_t k = 0; k < schema.n_children; ++k)
      if (name == schema.children[k]->name) return k;
    return std::int64_t{-1};
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::int64_t k = child_named(fields[i]);
    if (k < 0 || !fits(table.columns[i].values, schema.children[k]->format))
      throw failure("column \"" + fields[i] + "\" of layer \"" + layer + "\" cannot be read");
    places.columns.push_back(k);
    places.large.push_back(schema.children[k]->format[0] == 'U');
  }
  for (std::int64_t k = 0; k < schema.n_children; ++k) {
    const char format = schema.children[k]->format[0];
    const bool is_field = std::find(places.columns.begin(), places.columns.end(), k) != places.columns.end();
    if (is_field || (format != 'z' && format != 'Z')) continue;
    places.geometry = k;
    places.large_geometry = format == 'Z';
  }
  return places;
}

/// Spares reading what is not wanted.
void ignore_other_fields(OGRLayer& layer, const std::vector<std::string>& fields) {
  std::vector<const char*> ignored;
  OGRFeatureDefn& has = *layer.GetLayerDefn();
  for (int k = 0; k < has.GetFieldCount(); ++k) {
    const char* name = has.GetFieldDefn(k)->GetNameRef();
    if (std::find(fields.begin(), fields.end(), name) == fields.end()) ignored.push_back(name);
  }
  ignored.push_back(nullptr);
  layer.SetIgnoredFields(ignored.data());
}

/// Appends the rows that the layer's filter lets through.
void read_rows(OGRLayer& layer, const std::vector<std::string>& fields, Table& table, RunControl& run) {
  const GdalErrorCollector errors;
  const std::string name = layer.GetName();
  ignore_other_fields(layer, fields);
  const auto broken = [&] { return failure("cannot read layer \"" + name + "\": " + errors.message()); };
  ArrowStream stream;
  ArrowLayout layout;
  if (!layer.GetArrowStream(&stream.stream, nullptr) ||
      stream.stream.get_schema(&stream.stream, &layout.schema) != 0)
    throw broken();
  const StreamPlaces places = find_places(layout.schema, fields, table, name);
  const bool has_geometry = layer.GetGeomType() != wkbNone && places.geometry >= 0;
  for (;;) {
    ArrowBatch batch;
    if (stream.stream.get_next(&stream.stream, &batch.array) != 0) throw broken();
    if (batch.array.release == nullptr) break;
    const std::int64_t rows = batch.array.length;
    for (std::size_t i = 0; i < fields.size(); ++i)
      std::visit(ValueReader{*batch.array.children[places.columns[i]], places.large[i] != 0, rows},
                 table.columns[i].values);
    if (has_geometry)
      for (std::int64_t row = 0; row < rows; ++row)
        add_shape(arrow_bytes(*batch.array.children[places.geometry], places.large_geometry, row),
                  table.shapes);
    table.row_count += static_cast<std::size_t>(rows);
    run.advance(static_cast<std::uint64_t>(rows));
  }
  if (errors.has_error()) throw broken();
}

/// Room for this many rows more, so that growing does not copy what is there again and again.
void reserve(Table& table, std::size_t rows, bool points) {
  for (Column& column : table.columns)
    std::visit(
        [&](auto& values) {
          if constexpr (std::is_same_v<std::decay_t<decltype(values)>, Days>)
            values.values.reserve(rows);
          else
            values.reserve(rows);
        },
        column.values);
  if (points) table.shapes.reserve_points(rows);
}

/// A table of the same columns without rows.
Table empty_like(const Table& table) {
  Table part;
  for (const Column& column : table.columns)
    part.add(column.name,
             std::visit([](const auto& values) -> ColumnValues { return std::decay_t<decltype(values)>{}; },
                        column.values));
  return part;
}

struct Appender {
  const ColumnValues& from;
  template <class Value>
  void operator()(std::vector<Value>& to) const {
    const auto& more = std::get<std::vector<Value>>(from);
    to.insert(to.end(), more.begin(), more.end());
  }
  void operator()(Days& to) const {
    const auto& more = std::get<Days>(from).values;
    to.values.insert(to.values.end(), more.begin(), more.end());
  }
  void operator()(StringColumn& to) const {
    const auto& more = std::get<StringColumn>(from);
    to.reserve(to.size() + more.size());
    for (std::size_t row = 0; row < more.size(); ++row) to.push_back(more[row]);
  }
};

void append(Shapes& to, const Shapes& more) {
  const auto add = [](auto& starts, const auto& added) {
    const auto before = starts.back();
    starts.reserve(starts.size() + added.size() - 1);
    for (std::size_t i = 1; i < added.size(); ++i) starts.push_back(before + added[i]);
  };
  add(to.row_start, more.row_start);
  add(to.part_start, more.part_start);
  add(to.ring_start, more.ring_start);
  to.kind.insert(to.kind.end(), more.kind.begin(), more.kind.end());
  to.x.insert(to.x.end(), more.x.begin(), more.x.end());
  to.y.insert(to.y.end(), more.y.begin(), more.y.end());
}

}  // namespace

void read_project_table(const std::filesystem::path& file, OGRLayer& layer,
                        const std::vector<std::string>& fields, Table& table, RunControl& run) {
  check_fields(layer, fields, table);
  const GIntBig rows = std::max<GIntBig>(0, layer.GetFeatureCount());
  const std::string name = layer.GetName(), id = layer.GetFIDColumn();
  run.begin("reading " + name, static_cast<std::uint64_t>(rows));
  table.row_count = 0;
  const auto parts = static_cast<std::size_t>(
      std::clamp<GIntBig>(rows / kRowsPerPart, 1, std::min(kMostParts, thread_count(run))));
  const bool points = wkbFlatten(layer.GetGeomType()) == wkbPoint;
  reserve(table, static_cast<std::size_t>(rows), points);
  if (parts == 1 || id.empty()) {
    read_rows(layer, fields, table, run);
    return;
  }
  // Rows of a project are numbered from 1; a table that another program has thinned out gives uneven parts.
  std::vector<Table> others(parts - 1, empty_like(table));
  RunControl child(run, static_cast<unsigned>(parts));
  parallel_blocks(parts, 1, child, [&](std::size_t part, std::size_t, std::size_t) {
    const GdalDatasetHandle dataset = open_geopackage(file, false);
    OGRLayer* own = dataset->GetLayerByName(name.c_str());
    if (own == nullptr)
      throw failure("layer \"" + name + "\" is no longer in \"" + file.string() + "\"",
                    "another program has removed it; open the project again");
    const GIntBig from = rows * static_cast<GIntBig>(part) / static_cast<GIntBig>(parts);
    const GIntBig to = rows * static_cast<GIntBig>(part + 1) / static_cast<GIntBig>(parts);
    std::string filter = part == 0 ? "" : "\"" + id + "\" > " + std::to_string(from);
    if (part + 1 < parts)
      filter += (filter.empty() ? "" : " AND ") + ("\"" + id + "\" <= " + std::to_string(to));
    own->SetAttributeFilter(filter.c_str());
    Table& rows_of_part = part == 0 ? table : others[part - 1];
    if (part > 0) reserve(rows_of_part, static_cast<std::size_t>(to - from), points);
    read_rows(*own, fields, rows_of_part, run);
  });
  for (Table& part : others) {
    for (std::size_t i = 0; i < fields.size(); ++i)
      std::visit(Appender{part.columns[i].values}, table.columns[i].values);
    if (!part.shapes.empty()) append(table.shapes, part.shapes);
    table.row_count += part.row_count;
    part = {};
  }
}

}  // namespace agglo
