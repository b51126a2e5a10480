using System.Reflection;
using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.Tests.Contracts;

namespace HoopConnect.Tests.PowerShell;

/// <summary>PowerShell indexes arrays; in a list that the compiler made, its <c>[0]</c> is all of it (Pester sees that).</summary>
public class IndexableListsTests
{
    /// <summary>The types of all objects that cmdlets give, and those within them.</summary>
    public static TheoryData<Type> Types => [.. Reachable().OrderBy(type => type.FullName, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_list_of_an_object_that_a_cmdlet_gives_is_an_array_in_the_pipeline(Type type)
    {
        var lists = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property =>
                ElementOf(property.PropertyType) is not null
                && !(type == typeof(SessionPolicy) && property.Name is nameof(SessionPolicy.Scopes) or nameof(SessionPolicy.Privileges)))
            .ToList();
        var value = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var list in lists)
        {
            // A list that is worked out anew each time could not be replaced.
            Assert.True(
                list.CanWrite, $"{type.Name}.{list.Name} has no setter: make it an array where it is worked out, and test that below.");
            list.SetValue(value, CompilerMade(ElementOf(list.PropertyType)!));
        }

        Assert.Same(value, IndexableLists.In(value));

        Assert.All(lists, list =>
        {
            var present = list.GetValue(value)!;
            Assert.True(present.GetType().IsArray, $"{list.Name} is {present.GetType()}");
            Assert.Equal(2, ((Array)present).Length);
        });
    }

    [Fact]
    public void Lists_within_lists_are_found_and_what_is_no_list_of_the_compiler_stays_the_same_object()
    {
        var kept = new List<Finding> { new("app", "table", "Missing", "lacks SELECT") };
        var inner = new RoleOutcome(RoleKind.ReadOnly, RoleState.InSync, kept) { Databases = Two("one", "two") };
        IReadOnlyList<RoleOutcome> outer = [inner, inner];
        Assert.True(IndexableLists.IsCompilerMade(outer));

        var written = Assert.IsType<RoleOutcome[]>(IndexableLists.In(outer));

        Assert.Same(inner, written[1]);
        Assert.Equal(["one", "two"], Assert.IsType<string[]>(inner.Databases));
        Assert.Same(kept, inner.Findings);
        Assert.Same("text", IndexableLists.In("text"));
    }

    [Fact]
    public void The_lists_that_are_worked_out_anew_are_arrays()
    {
        var policy = new SessionPolicy
        {
            Name = "p",
            Engine = "postgres",
            PluginConfigEntry = "e",
            Instances = Two("a", "b"),
            GrantPrivileges = Two("SELECT", "INSERT"),
        };
        Assert.IsType<GrantScope[]>(policy.Scopes);
        Assert.IsType<GrantPrivilege[]>(policy.Privileges);
    }

    [Fact]
    public void The_lists_that_scripts_can_name_by_their_type_are_arrays()
    {
        var lists = typeof(RdsDatabase).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public))
            .Where(property => ElementOf(property.PropertyType) is not null).ToList();
        Assert.NotEmpty(lists);
        Assert.All(
            lists,
            list =>
                Assert.False(
                    IndexableLists.IsCompilerMade(list.GetValue(null)!), $"{list.DeclaringType!.Name}.{list.Name}: write (T[])[...]."));
    }

    private static HashSet<Type> Reachable()
    {
        var found = new HashSet<Type>();
        var open = new Queue<Type>(CmdletContract.Cmdlets.Values.SelectMany(cmdlet => cmdlet.OutputTypes));
        while (open.TryDequeue(out var type))
        {
            if (!CmdletContract.IsOurs(type) || !type.IsClass || type.IsAbstract || !found.Add(type))
                continue;
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
                open.Enqueue(ElementOf(property.PropertyType) ?? property.PropertyType);
        }

        return found;
    }

    private static Type? ElementOf(Type type) =>
        type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) || type.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static object CompilerMade(Type element) =>
        typeof(IndexableListsTests)
            .GetMethod(nameof(TwoDefaults), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(element)
            .Invoke(null, null)!;

    private static IReadOnlyList<T> TwoDefaults<T>() => Two<T>(default!, default!);

    private static IReadOnlyList<T> Two<T>(T one, T other) => [one, other];
}
