// A large C++ translation unit: nlohmann's json, most of what it offers,
// and with it much of the standard library. It is compiled, never run; what
// counts is how many functions and locals of how many kinds it brings.

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <forward_list>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace workout {

using nlohmann::json;

struct Point {
  double X = 0, Y = 0;
  std::string Label;
};

template <class Json> void to_json(Json &J, const Point &P) {
  J = Json{{"x", P.X}, {"y", P.Y}, {"label", P.Label}};
}

template <class Json> void from_json(const Json &J, Point &P) {
  J.at("x").get_to(P.X);
  J.at("y").get_to(P.Y);
  J.at("label").get_to(P.Label);
}

struct Shape {
  std::vector<Point> Corners;
  std::map<std::string, int> Tags;
  std::array<int, 4> Colour{};
};

template <class Json> void to_json(Json &J, const Shape &S) {
  J = Json{{"corners", S.Corners}, {"tags", S.Tags}, {"colour", S.Colour}};
}

template <class Json> void from_json(const Json &J, Shape &S) {
  J.at("corners").get_to(S.Corners);
  J.at("tags").get_to(S.Tags);
  J.at("colour").get_to(S.Colour);
}

enum class Mood { Calm, Angry, Sleepy };
NLOHMANN_JSON_SERIALIZE_ENUM(Mood, {{Mood::Calm, "calm"},
                                    {Mood::Angry, "angry"},
                                    {Mood::Sleepy, "sleepy"}})

/// Counts what a parser meets.
template <class Json> struct Counter : nlohmann::json_sax<Json> {
  using typename nlohmann::json_sax<Json>::number_integer_t;
  using typename nlohmann::json_sax<Json>::number_unsigned_t;
  using typename nlohmann::json_sax<Json>::number_float_t;
  using typename nlohmann::json_sax<Json>::string_t;
  using typename nlohmann::json_sax<Json>::binary_t;
  std::map<std::string, std::size_t> Seen;

  bool note(const char *What) {
    auto [Place, Fresh] = Seen.try_emplace(What, 0);
    ++Place->second;
    return Fresh || Place->second > 0;
  }
  bool null() override { return note("null"); }
  bool boolean(bool) override { return note("boolean"); }
  bool number_integer(number_integer_t) override { return note("integer"); }
  bool number_unsigned(number_unsigned_t) override { return note("unsigned"); }
  bool number_float(number_float_t, const string_t &) override {
    return note("float");
  }
  bool string(string_t &) override { return note("string"); }
  bool binary(binary_t &) override { return note("binary"); }
  bool start_object(std::size_t) override { return note("object"); }
  bool key(string_t &) override { return note("key"); }
  bool end_object() override { return note("end of object"); }
  bool start_array(std::size_t) override { return note("array"); }
  bool end_array() override { return note("end of array"); }
  bool parse_error(std::size_t, const std::string &,
                   const nlohmann::detail::exception &) override {
    return note("error") && false;
  }
};

template <class Json> Json sample() {
  Json Result = {{"pi", 3.25},
                 {"happy", true},
                 {"name", "Niels"},
                 {"nothing", nullptr},
                 {"answer", {{"everything", 42}}},
                 {"list", {1, 0, 2}},
                 {"object", {{"currency", "USD"}, {"value", 42.5}}}};
  Result["list"].push_back(7);
  Result["list"].emplace_back("eight");
  Result["list"] += Json::array({1, 2, 3});
  Result.emplace("late", Json::object());
  return Result;
}

template <class Json> std::size_t binaryFormats(const Json &Value) {
  std::size_t Sum = 0;
  const auto Cbor = Json::to_cbor(Value);
  const auto MessagePack = Json::to_msgpack(Value);
  const auto Ubjson = Json::to_ubjson(Value, true, true);
  const auto Bjdata = Json::to_bjdata(Value, true, true);
  const auto Bson = Json::to_bson(Value);
  for (const auto &Bytes : {Cbor, MessagePack, Ubjson, Bjdata, Bson})
    Sum += std::accumulate(Bytes.begin(), Bytes.end(), std::size_t{0});
  const Json A = Json::from_cbor(Cbor), B = Json::from_msgpack(MessagePack);
  const Json C = Json::from_ubjson(Ubjson), D = Json::from_bjdata(Bjdata);
  const Json E = Json::from_bson(Bson);
  Counter<Json> Count;
  Json::sax_parse(Cbor, &Count, Json::input_format_t::cbor);
  Json::sax_parse(MessagePack, &Count, Json::input_format_t::msgpack);
  Json::sax_parse(Ubjson, &Count, Json::input_format_t::ubjson);
  Json::sax_parse(Bson, &Count, Json::input_format_t::bson);
  return Sum + (A == B) + (C < D) + (D != E) + Count.Seen.size();
}

template <class Json> std::string pointersAndPatches(Json Value) {
  typename Json::json_pointer Where("/answer/everything");
  int Old = Value.at(Where).template get<int>();
  Value[Where] = Old + 1;
  const Json Before = sample<Json>();
  const Json Patch = Json::diff(Before, Value);
  Json Patched = Before.patch(Patch);
  Patched.merge_patch(Json{{"happy", nullptr}, {"extra", {1, 2}}});
  Json Flat = Patched.flatten();
  Json Again = Flat.unflatten();
  std::ostringstream Stream;
  Stream << std::setw(2) << Again << Where << Patch;
  for (auto &[Key, Element] : Again.items())
    Stream << Key << Element.type_name() << Element.dump(-1, ' ', true);
  if (auto It = Again.find("name"); It != Again.end())
    Again.erase(It);
  Again.update(Before, true);
  Again.swap(Patched);
  return Stream.str() + Again.dump(4);
}

template <class Json> int conversions() {
  Shape Square{{{0, 0, "a"}, {1, 1, "b"}}, {{"x", 1}}, {1, 2, 3, 4}};
  Json Value = Square;
  Shape Back = Value.template get<Shape>();
  int Sum = static_cast<int>(Back.Corners.size());
  Json All = {{"vector", std::vector<double>{1, 2}},
              {"list", std::list<std::string>{"a", "b"}},
              {"deque", std::deque<bool>{true, false}},
              {"forward", std::forward_list<long>{1, 2, 3}},
              {"set", std::set<int>{3, 2, 1}},
              {"unordered", std::unordered_set<unsigned>{5, 6}},
              {"multi", std::multiset<short>{1, 1}},
              {"map", std::map<std::string, std::vector<int>>{{"k", {1}}}},
              {"hash", std::unordered_map<std::string, float>{{"k", 1.5f}}},
              {"pair", std::pair<int, std::string>{1, "one"}},
              {"tuple", std::tuple<int, double, std::string>{1, 2.0, "x"}},
              {"mood", Mood::Angry}};
  auto V = All["vector"].template get<std::vector<double>>();
  auto L = All["list"].template get<std::list<std::string>>();
  auto D = All["deque"].template get<std::deque<bool>>();
  auto F = All["forward"].template get<std::forward_list<long>>();
  auto S = All["set"].template get<std::set<int>>();
  auto U = All["unordered"].template get<std::unordered_set<unsigned>>();
  auto M = All["map"].template get<std::map<std::string, std::vector<int>>>();
  auto H = All["hash"].template get<std::unordered_map<std::string, float>>();
  auto [First, Second] =
      All["pair"].template get<std::pair<int, std::string>>();
  auto [I, R, Text] =
      All["tuple"].template get<std::tuple<int, double, std::string>>();
  Mood How = All["mood"].template get<Mood>();
  Sum += V.size() + L.size() + D.size() + S.size() + U.size() + M.size() +
         H.size() + First + Second.size() + I + static_cast<int>(R) +
         Text.size() + static_cast<int>(How) + F.front();
  try {
    Sum += All.at("missing").template get<int>();
  } catch (const typename Json::out_of_range &Error) {
    Sum += Error.id;
  } catch (const typename Json::type_error &Error) {
    Sum -= Error.id;
  }
  return Sum;
}

template <class Json> std::size_t parsing(const std::string &Text) {
  std::size_t Calls = 0;
  auto Filter = [&Calls](int Depth, typename Json::parse_event_t Event,
                         Json &Parsed) {
    ++Calls;
    return Depth < 9 && Event != Json::parse_event_t::key && !Parsed.is_null();
  };
  Json Filtered = Json::parse(Text, Filter, false, true);
  std::istringstream Stream(Text);
  Json Streamed;
  try {
    Stream >> Streamed;
  } catch (const typename Json::parse_error &Error) {
    Calls += Error.byte;
  }
  std::vector<std::uint8_t> Bytes(Text.begin(), Text.end());
  std::u16string Wide(Text.begin(), Text.end());
  std::list<char> Letters(Text.begin(), Text.end());
  Json FromBytes = Json::parse(Bytes, nullptr, false);
  Json FromWide = Json::parse(Wide, nullptr, false);
  Json FromList = Json::parse(Letters.begin(), Letters.end(), nullptr, false);
  Counter<Json> Count;
  Json::sax_parse(Text, &Count);
  std::hash<Json> Hash;
  return Calls + Hash(Filtered) + Hash(FromBytes) + Hash(FromWide) +
         Hash(FromList) + Json::accept(Text) + Count.Seen.size();
}

template <class Json> long everything(const std::string &Text) {
  Json Value = sample<Json>();
  std::vector<Json> Many(3, Value);
  Many.insert(Many.end(), {Json(1), Json("two"), Json(3.0)});
  std::sort(Many.begin(), Many.end());
  std::rotate(Many.begin(), Many.begin() + 1, Many.end());
  auto Last = std::unique(Many.begin(), Many.end());
  Many.erase(Last, Many.end());
  std::reverse(Value["list"].begin(), Value["list"].end());
  return static_cast<long>(binaryFormats(Value)) + conversions<Json>() +
         static_cast<long>(parsing<Json>(Text)) +
         static_cast<long>(pointersAndPatches(Value).size());
}

/// A type of its own for each number: containers and algorithms of N types.
template <int N> struct Item {
  std::array<char, N> Padding{};
  int Key = N;
  std::string Name = std::to_string(N);
  bool operator<(const Item &Other) const {
    return std::tie(Key, Name) < std::tie(Other.Key, Other.Name);
  }
  bool operator==(const Item &Other) const { return Key == Other.Key; }
};

template <int N> int containers(int Seed) {
  std::vector<Item<N>> Items(static_cast<std::size_t>(Seed % 7 + 2));
  std::minstd_rand Random(static_cast<unsigned>(Seed));
  std::uniform_int_distribution<int> Dice(0, N + 5);
  for (auto &Item : Items)
    Item.Key = Dice(Random);
  std::stable_sort(Items.begin(), Items.end());
  std::map<Item<N>, int> Index;
  std::unordered_map<int, std::shared_ptr<Item<N>>> Shared;
  for (int I = 0; const Item<N> &It : Items) {
    Index[It] = I++;
    Shared.emplace(It.Key, std::make_shared<Item<N>>(It));
  }
  std::optional<Item<N>> Best;
  if (auto Found = std::max_element(Items.begin(), Items.end());
      Found != Items.end())
    Best = *Found;
  std::variant<int, Item<N>, std::string> Choice = N;
  if (Best)
    Choice = *Best;
  std::function<int(const Item<N> &)> Score = [Bias = N](const Item<N> &It) {
    const int Local = It.Key * 2;
    return Local + Bias;
  };
  int Sum = std::accumulate(
      Items.begin(), Items.end(), 0,
      [&](int So, const Item<N> &It) { return So + Score(It); });
  Sum += std::visit(
      [](const auto &Held) -> int { return static_cast<int>(sizeof(Held)); },
      Choice);
  std::partition(Items.begin(), Items.end(),
                 [&](const Item<N> &It) { return It.Key % 2 == 0; });
  std::deque<Item<N>> Queue(Items.begin(), Items.end());
  std::list<Item<N>> Chain(Queue.begin(), Queue.end());
  Chain.sort();
  Chain.unique();
  std::nth_element(Queue.begin(), Queue.begin() + 1, Queue.end());
  std::make_heap(Items.begin(), Items.end());
  std::pop_heap(Items.begin(), Items.end());
  return Sum + static_cast<int>(Chain.size() + Index.size() + Shared.size());
}

template <int... Ns>
int allContainers(int Seed, std::integer_sequence<int, Ns...>) {
  return (containers<Ns + 1>(Seed) + ... + 0);
}

int expressions(const std::string &Text) {
  std::regex Word("([a-z]+)([0-9]*)", std::regex::icase);
  int Sum = 0;
  for (std::sregex_iterator It(Text.begin(), Text.end(), Word), End; It != End;
       ++It) {
    const std::smatch &Match = *It;
    Sum += static_cast<int>(Match.length(0) + Match[1].length());
  }
  return Sum;
}

long run(const std::string &Text) {
  return everything<json>(Text) + expressions(Text) +
         allContainers(static_cast<int>(Text.size()),
                       std::make_integer_sequence<int, 4>{});
}

} // namespace workout
