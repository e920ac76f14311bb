using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transfer.Tests.Support;

/// <summary>Changes one value of a JSON text as a hasty or hostile hand would.</summary>
internal static class JsonMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "0.5", "99999999999", "2147483647", "1e999", "-1e308", "\"\"", "\"x\"", "\"NaN\"", "\"\\u001b\\n\"",
        "[]", "[null]", "{}", "[[[[]]]]",
    ];

    /// <param name="seed">Decides what is changed; equal seeds change the same.</param>
    public static string Mutate(string json, long seed)
    {
        var random = new SeededRandom(seed, 0x6A73);
        if (random.Next(10) == 0)
        {
            // Cut off, or not even JSON.
            return random.Next(2) == 0 ? json[..random.Next(json.Length)] : Pick(Values);
        }

        var root = JsonNode.Parse(json)!;
        var nodes = Below(root).ToList();
        if (nodes.Count == 0)
        {
            return Pick(Values);
        }

        var (parent, key) = nodes[random.Next(nodes.Count)];
        var value = JsonNode.Parse(Pick(Values));
        var isRemoved = random.Next(5) == 0;
        if (parent is JsonArray list)
        {
            var index = (int)key;
            list.RemoveAt(index);
            list.Insert(index, value);
        }
        else if (isRemoved)
        {
            parent.AsObject().Remove((string)key);
        }
        else
        {
            parent[(string)key] = value;
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        string Pick(string[] from) => from[random.Next(from.Length)];
    }

    /// <summary>Replaces the value at a path, such as <c>options.features.imageSize</c>; null removes it.</summary>
    public static string Set(string json, string path, string? value)
    {
        var root = JsonNode.Parse(json)!;
        string[] keys = path.Split('.');
        var parent = keys[..^1].Aggregate(root, (node, key) => node[key]!).AsObject();
        if (value is null)
        {
            Assert.True(parent.Remove(keys[^1]), $"There is no {path}.");
        }
        else
        {
            parent[keys[^1]] = JsonNode.Parse(value);
        }

        return root.ToJsonString();
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Below(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Below(m.Value).Prepend(((JsonNode)members, (object)m.Key))),
        JsonArray items => items.SelectMany((item, i) => Below(item).Prepend(((JsonNode)items, (object)i))),
        _ => [],
    };
}
