// Points of a delimited text, read on all threads and by all ranks. A block is taken to begin after the first
// line end in it; where the block before ends elsewhere (a quoted cell holds line ends), it is read again.
#include "io/point_file_csv.hpp"

#include <cmath>

#include "core/parallel.hpp"
#include "io/csv_encoding.hpp"
#include "io/csv_reader.hpp"
#include "io/csv_values.hpp"
#include "io/import_fields.hpp"
#include "io/import_places.hpp"

namespace agglo {
namespace {

constexpr std::size_t kHead = 1 << 20;
constexpr std::size_t kBlock = 4 << 20;
constexpr std::size_t kBlocksAtOnce = 16;

std::string_view head_of(std::string_view text) {
  if (text.size() <= kHead) return text;
  const std::size_t end = text.rfind('\n', kHead);
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

/// The text without byte order mark.
std::string_view text_of(const MappedFile& mapped, const std::filesystem::path& file) {
  std::string_view text = mapped.bytes();
  const std::string quoted = "\"" + file.string() + "\"";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw usage_error(quoted + " is UTF-16 text, which cannot be read in parts",
                      "write it as UTF-8, or leave out --labels-only");
  if (looks_binary(text.substr(0, kHead)))
    throw failure(quoted + " is not a text table: it holds binary data",
                  "give the file its own extension, or check it");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// Where the first record behind the header begins.
std::size_t end_of_header(std::string_view text, char delimiter) {
  std::size_t at = 0;
  if ((text.starts_with("sep=") || text.starts_with("SEP=")) && text.find_first_of("\r\n") == 5)
    at = text.compare(5, 2, "\r\n") == 0 ? 7 : 6;
  while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
  CsvCursor cursor(text.substr(at), delimiter);
  std::string_view cell;
  while (cursor.next(cell) == CsvCursor::After::cell) {
  }
  return at + cursor.position();
}

SourceTable head_table(std::string_view text, char& delimiter) {
  RunControl quiet(1);
  CsvTable csv = read_csv(head_of(text), 0, quiet);
  SourceTable table;
  table.row_count = csv.row_count;
  table.delimiter = delimiter = csv.delimiter;
  for (std::size_t i = 0; i < csv.columns.size(); ++i)
    table.columns.push_back({std::move(csv.names[i]), std::move(csv.columns[i]), true});
  return table;
}

std::size_t weight_column(const SourceTable& table, const std::string& name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
    names.push_back(table.columns[i].name);
  }
  throw usage_error("--weight " + name + ": the file has no column \"" + name + "\"",
                    "nearest: " + nearest_names(name, names));
}

/// Which cells hold the numbers, and what they mean.
PointSource find_cells(std::string_view text, const std::string& file, const PointFileOptions& options,
                       NumberCells& cells) {
  const SourceTable table = head_table(text, cells.delimiter);
  if (table.row_count == 0) throw failure(file + " has a header but no rows");
  ImportOptions import;
  import.fields = options.fields;
  import.crs = options.crs;
  const FieldSources fields = resolve_fields(table, import, {}, wanted_crs(import, {}).wants_xy());
  const auto column = [&](const char* field) -> const SourceColumn* {
    const auto found = fields.find(field);
    return found == fields.end() ? nullptr : found->second.column;
  };
  PointSource source;
  source.is_lonlat = column("lon") != nullptr && column("lat") != nullptr;
  const SourceColumn* x = column(source.is_lonlat ? "lon" : "x");
  const SourceColumn* y = column(source.is_lonlat ? "lat" : "y");
  if (x == nullptr || y == nullptr) {
    std::string names;
    for (const SourceColumn& one : table.columns) names += (names.empty() ? "" : ", ") + one.name;
    throw usage_error(
        file + " has no columns of coordinates that are known by name",
        "name them with --map lon=...,lat=... or --map x=...,y=... --crs EPSG:...; the columns are: " +
            names);
  }
  source.x_name = x->name;
  source.y_name = y->name;
  source.counted_missing = true;
  source.named_by_header = fields.find(source.is_lonlat ? "lon" : "x")->second.how == "header";
  cells.x = static_cast<std::size_t>(x - table.columns.data());
  cells.y = static_cast<std::size_t>(y - table.columns.data());
  cells.has_weight = !options.weight.empty();
  if (cells.has_weight) cells.weight = weight_column(table, options.weight);
  // Cells like 45,123 are decimals unless commas also part the columns.
  const auto decimal = [&](std::size_t at) {
    const DecimalEvidence evidence = decimal_evidence(std::get<StringColumn>(table.columns[at].values));
    const bool commas = table.delimiter != ',' && evidence.open_commas > evidence.open_points;
    return evidence.decide(commas ? ',' : '.');
  };
  cells.x_decimal = decimal(cells.x);
  cells.y_decimal = decimal(cells.y);
  cells.weight_decimal = decimal(cells.weight);
  return source;
}

void keep(const ParsedRecords& parsed, PointColumns::Impl& columns) {
  const std::uint64_t before = columns.x.all().size();
  columns.x.append(parsed.x);
  columns.y.append(parsed.y);
  columns.weight.append(parsed.weight);
  for (std::size_t i = 0; i < kDoubts; ++i) columns.doubts[i].add(parsed.doubts[i], before);
}

/// The records that begin in begin..end; returns the start of the first one behind them.
std::size_t read_range(const MappedFile& mapped, std::string_view text, std::size_t begin, std::size_t end,
                       const NumberCells& cells, PointColumns::Impl& columns, RunControl& run) {
  const std::size_t blocks = (end - begin + kBlock - 1) / kBlock;
  const auto nominal = [&](std::size_t block) { return std::min(end, begin + block * kBlock); };
  const auto start_of = [&](std::size_t block) {
    return block == 0 ? begin : std::min(end, next_line(text, nominal(block) - 1));
  };
  run.begin("reading points", blocks);
  std::size_t at = begin;
  for (std::size_t first = 0; first < blocks; first += kBlocksAtOnce) {
    const std::size_t count = std::min(kBlocksAtOnce, blocks - first);
    std::vector<ParsedRecords> parsed(count);
    parallel_blocks(count, 1, run, [&](std::size_t i, std::size_t, std::size_t) {
      parsed[i] = parse_records(text, start_of(first + i), start_of(first + i + 1), cells);
    });
    const std::size_t wave_begin = at;
    for (std::size_t i = 0; i < count; ++i) {
      run.check();
      const std::size_t stop = start_of(first + i + 1);
      if (at >= stop) continue;  // a record of the block before reaches beyond this one
      if (start_of(first + i) != at) parsed[i] = parse_records(text, at, stop, cells);
      keep(parsed[i], columns);
      at = parsed[i].end;
    }
    const auto offset = static_cast<std::size_t>(text.data() - mapped.bytes().data());
    mapped.forget(offset + wave_begin, offset + std::min(at, nominal(first + count)));
  }
  return at;
}

void clear(PointColumns::Impl& columns, const PointFileOptions& options) {
  const bool has_weight = columns.has_weight;
  std::destroy_at(&columns);
  std::construct_at(&columns, options.spool_folder);
  columns.has_weight = has_weight;
}

}  // namespace

std::uint64_t csv_point_count(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  const std::string_view text = text_of(mapped, file), head = head_of(text);
  char delimiter = ',';
  const SourceTable table = head_table(text, delimiter);
  const double share = static_cast<double>(text.size()) / static_cast<double>(head.size());
  return static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(table.row_count)));
}

PointSource read_csv_points(const std::filesystem::path& file, const PointFileOptions& options,
                            const Ranks& ranks, PointColumns::Impl& columns, RunControl& run) {
  const MappedFile mapped(file);
  const std::string_view text = text_of(mapped, file);
  NumberCells cells;
  PointSource source = find_cells(text, "\"" + file.string() + "\"", options, cells);
  columns.has_weight = cells.has_weight;
  const std::size_t body = end_of_header(text, cells.delimiter);
  const auto nominal = [&](unsigned rank) {
    if (rank == 0) return body;
    if (rank == ranks.size) return text.size();
    return next_line(text, body + (text.size() - body) / ranks.size * rank - 1);
  };
  std::size_t begin = nominal(ranks.rank);
  const std::size_t end = nominal(ranks.rank + 1);
  std::size_t found_end = read_range(mapped, text, begin, end, cells, columns, run);
  // Each rank must begin where the one before ended; the first that does not reads again.
  for (;;) {
    const std::vector<Words> ranges = ranks.gather({begin, std::max(begin, found_end)});
    unsigned wrong = 1;
    while (wrong < ranks.size && ranges[wrong][0] == ranges[wrong - 1][1]) ++wrong;
    if (wrong >= ranks.size) break;
    if (wrong != ranks.rank) continue;
    begin = ranges[wrong - 1][1];
    clear(columns, options);
    found_end = begin < end ? read_range(mapped, text, begin, end, cells, columns, run) : begin;
  }
  return source;
}

}  // namespace agglo
