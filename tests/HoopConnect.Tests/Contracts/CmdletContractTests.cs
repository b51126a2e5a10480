using HelpBuilder;

namespace HoopConnect.Tests.Contracts;

/// <summary>
/// What holds for every cmdlet. They are read through their attributes: outside PowerShell its reference assembly does nothing.
/// </summary>
public class CmdletContractTests
{
    // Approved verbs that a cmdlet of this product may have (Microsoft, "Approved Verbs for PowerShell Commands").
    private static readonly string[] s_readingVerbs =
    [
        "Find", "Get", "Test", "Resolve", "Export", "Import", "ConvertTo", "Compare", "Measure",
    ];
    private static readonly string[] s_changingVerbs =
    [
        "New", "Set", "Remove", "Reset", "Grant", "Revoke", "Enable", "Disable", "Register", "Unregister", "Sync", "Invoke", "Send", "Save",
        "Update", "Initialize",
    ];

    private static readonly string[] s_commonParameters =
        ["Verbose", "Debug", "ErrorAction", "ErrorVariable", "WarningAction", "WarningVariable", "InformationAction", "InformationVariable",
         "OutBuffer", "OutVariable", "PipelineVariable", "ProgressAction", "WhatIf", "Confirm"];

    public static TheoryData<string> Cmdlets => CmdletContract.Names;

    [Fact]
    public void There_are_cmdlets_to_hold_the_contract_against() => Assert.NotEmpty(CmdletContract.Cmdlets);

    [Theory, MemberData(nameof(Cmdlets))]
    public void The_verb_is_approved_and_the_noun_begins_with_Hoop(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        Assert.Contains(cmdlet.Verb, s_readingVerbs.Concat(s_changingVerbs));
        Assert.Matches("^Hoop[A-Z][A-Za-z]+$", cmdlet.Noun);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void The_class_is_named_after_the_cmdlet_and_is_alone_in_its_file(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        Assert.Equal($"HoopConnect.PowerShell.Commands.{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.Type.FullName);
        Assert.True(cmdlet.Type.IsSealed);
        Assert.True(File.Exists(CmdletContract.PathOf("src", "HoopConnect.PowerShell", "Commands", cmdlet.Type.Name + ".cs")));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Each_output_type_is_declared_and_each_of_ours_has_a_table_view(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        // A cmdlet that removes may give nothing.
        if (cmdlet.Verb is not ("Remove" or "Unregister"))
            Assert.NotEmpty(cmdlet.OutputTypes);
        Assert.All(cmdlet.OutputTypes.Where(CmdletContract.IsOurs), type => Assert.Contains(type.FullName!, CmdletContract.TypesWithTable));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_changes_something_can_be_asked_what_it_would_do(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        if (s_changingVerbs.Contains(cmdlet.Verb))
            Assert.True(cmdlet.SupportsShouldProcess, $"{name} needs SupportsShouldProcess.");
        if (cmdlet.Verb is "Remove" or "Reset")
            Assert.True(cmdlet.HasHighImpact, $"{name} needs ConfirmImpact.High.");
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void No_parameter_takes_a_secret_as_plain_text(string name)
    {
        string[] secretive = ["Password", "Secret", "Token", "Credential", "SecretKey", "Passphrase"];
        var plain = CmdletContract.Cmdlets[name].Parameters
            .Where(parameter => secretive.Any(word => parameter.Name.EndsWith(word, StringComparison.OrdinalIgnoreCase)))
            .Where(parameter => parameter.Type == typeof(string) || parameter.Type == typeof(string[]));
        Assert.Empty(plain.Select(parameter => parameter.Name));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Parameters_are_of_types_that_users_can_make(string name)
    {
        // No type of a library is in the face: other modules have other versions of it.
        Assert.All(CmdletContract.Cmdlets[name].Parameters, parameter =>
            Assert.Matches(@"^(System|HoopConnect)(\.|$)", (Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type).Namespace));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void No_parameter_takes_the_name_of_a_common_one(string name) =>
        Assert.Empty(
            CmdletContract
                .Cmdlets[name]
                .Parameters.SelectMany(parameter => parameter.Aliases.Append(parameter.Name))
                .Intersect(s_commonParameters, StringComparer.OrdinalIgnoreCase));

    [Theory, MemberData(nameof(Cmdlets))]
    public void No_two_parameters_share_a_name_or_an_alias(string name)
    {
        var names = CmdletContract.Cmdlets[name].Parameters.SelectMany(parameter => parameter.Aliases.Append(parameter.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_binds_by_property_name_is_a_property_of_our_own_objects(string name) =>
        Assert.All(
            CmdletContract
                .Cmdlets[name]
                .Parameters.Where(parameter => parameter.Declarations.Any(declaration => declaration.FromPipelineByPropertyName)),
            parameter => Assert.True(
                parameter.Aliases.Append(parameter.Name).Any(CmdletContract.OutputProperties.Contains),
                $"{name} -{parameter.Name} (or an alias of it) is no property of any object that a cmdlet gives."));

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_works_on_an_object_takes_it_from_the_pipeline(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        if (
            cmdlet.Verb is "Find" or "New"
            || cmdlet.Parameters.All(parameter => parameter.Declarations.All(declaration => !declaration.Mandatory)))
            return;
        Assert.Contains(
            cmdlet.Parameters,
            parameter => parameter.Declarations.Any(declaration => declaration.FromPipeline || declaration.FromPipelineByPropertyName));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void One_parameter_of_a_set_at_most_takes_the_whole_pipeline_object(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        Assert.All(
            cmdlet.ParameterSets,
            set => Assert.True(cmdlet.Parameters.Count(parameter => parameter.In(set) is { FromPipeline: true }) <= 1));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void A_default_parameter_set_is_one_of_the_sets(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        var sets = cmdlet
            .Parameters.SelectMany(parameter => parameter.Declarations)
            .Select(declaration => declaration.Set)
            .OfType<string>()
            .Distinct()
            .ToList();
        if (sets.Count > 1)
            Assert.Contains(cmdlet.DefaultParameterSet, sets);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Names_that_can_be_known_are_completed(string name)
    {
        string[] completed = ["Region", "ProfileName", "RoleName", "Vault", "Engine"];
        Assert.All(CmdletContract.Cmdlets[name].Parameters.Where(parameter => completed.Contains(parameter.Name)), parameter =>
            Assert.True(parameter.HasCompleter || parameter.ValidValues.Count > 0, $"{name} -{parameter.Name} has no completer."));
    }

    // PowerShell takes the beginning of a name for the whole: -Database for -DatabaseArn, where there is no -Database.
    [Fact]
    public void What_other_cmdlets_call_a_parameter_is_not_taken_for_a_different_one()
    {
        string[] sameOrKnown = ["Rotate", "Account", "As", "Apply", "Connection", "Role", "Id"];
        var vocabulary = CmdletContract.Cmdlets.Values.SelectMany(cmdlet => cmdlet.Parameters).Select(parameter => parameter.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase).Except(sameOrKnown, StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Empty(CmdletContract.Cmdlets.Values.SelectMany(cmdlet =>
        {
            var names = cmdlet.Parameters.SelectMany(parameter =>
                parameter.Aliases.Append(parameter.Name).Select(name => (Called: name, Meant: parameter.Name))).ToList();
            return vocabulary
                .Where(word => !names.Any(name => name.Called.Equals(word, StringComparison.OrdinalIgnoreCase)))
                .Select(word => (word, Meant: names.Where(name => name.Called.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    .Select(name => name.Meant).Distinct().ToList()))
                .Where(taken => taken.Meant.Count == 1)
                .Select(taken => $"{cmdlet.Name} -{taken.word} is taken for -{taken.Meant[0]}");
        }));
    }

    [Fact]
    public void How_servers_are_connected_to_is_said_in_the_same_way_everywhere()
    {
        var parameters = CmdletContract.Cmdlets.Values.SelectMany(cmdlet => cmdlet.Parameters).ToList();
        Assert.All((string[])["SslMode", "CaFile", "TimeoutSeconds"], name =>
                Assert.Single(
                    parameters.Where(parameter => parameter.Name == name).Select(parameter => (parameter.Type, parameter.Range)).Distinct())
        );
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void A_test_can_answer_with_true_or_false(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        if (cmdlet.Verb != "Test")
            return;
        Assert.Contains(cmdlet.Parameters, parameter => parameter.Name == "Quiet" && parameter.IsSwitch);
        Assert.Contains(typeof(bool), cmdlet.OutputTypes);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void It_has_a_Pester_file(string name) =>
        Assert.True(
            File.Exists(CmdletContract.PathOf("tests", "Pester", name + ".Tests.ps1")), $"There is no tests/Pester/{name}.Tests.ps1.");

    [Fact]
    public void The_manifest_exports_every_cmdlet_and_nothing_else_in_order() =>
        Assert.Equal(CmdletContract.Cmdlets.Keys.Order(StringComparer.Ordinal), CmdletContract.Exports);
}
