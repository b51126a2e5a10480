using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tests.IamAuthentication.Policies;

public sealed class PolicyGrammarTests
{
    private const string Right =
        """{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:""" +
            """eu-west-1:111122223333:dbuser:db-A/u"}]}""";

    [Theory]
    [InlineData("\"2012-10-17\"", "\"2012-10-18\"", "Version")]
    [InlineData("\"Version\":\"2012-10-17\",", "", "Version")]
    [InlineData("\"Allow\"", "\"allow\"", "Effect")]
    [InlineData("\"A\"", "\"A b\"", "Sid")]
    [InlineData("rds-db:connect", "rds-db", "no action")]
    [InlineData("rds-db:connect", "rds-db:con nect", "no action")]
    [InlineData("\"rds-db:connect\"", "[]", "Action is neither")]
    [InlineData("\"rds-db:connect\"", "{}", "Action is neither")]
    [InlineData("\"Action\":\"rds-db:connect\",", "", "no Action")]
    [InlineData("\"Action\"", "\"Action\":\"*\",\"NotAction\"", "both")]
    [InlineData("\"Resource\"", "\"Resources\"", "unknown member 'Resources'")]
    [InlineData("arn:aws:rds-db", "arn:aws-cn:rds-db", "no ARN")]
    [InlineData("arn:aws:rds-db", "arn:aws:", "no ARN")]
    [InlineData("111122223333", "11112222333", "no ARN")]
    [InlineData("\"Resource\"", "\"Principal\":\"*\",\"Resource\"", "trust policies only")]
    [InlineData("\"Resource\"", "\"Condition\":{\"StringEqual\":{\"a:b\":\"c\"}},\"Resource\"", "no condition operator")]
    [InlineData("\"Resource\"", "\"Condition\":{\"StringEquals\":{\"ab\":\"c\"}},\"Resource\"", "no condition key")]
    [InlineData("\"Resource\"", "\"Condition\":{\"StringEquals\":{\"a:b\":{}}},\"Resource\"", "neither a text")]
    [InlineData("\"Resource\"", "\"Condition\":[],\"Resource\"", "no object")]
    [InlineData("\"Statement\":[", "\"Statement\":[],\"X\":[", "no Statement")]
    [InlineData("]}", "]", "no JSON")]
    public void What_IAM_would_refuse_is_named(string text, string wrong, string problem)
    {
        Assert.Empty(PolicyGrammar.Problems(Right, PolicyUse.Managed, "aws"));
        var document = Right.Replace(text, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Right, document);
        Assert.Contains(
            PolicyGrammar.Problems(document, PolicyUse.Managed, "aws"), found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"AWS":"111122223333"}""", true)]
    [InlineData("""{"AWS":["arn:aws:iam::111122223333:role/a","*"]}""", true)]
    [InlineData("""{"Service":"pods.eks.amazonaws.com"}""", true)]
    [InlineData("\"*\"", true)]
    [InlineData("\"everybody\"", false)]
    [InlineData("""{"Users":"111122223333"}""", false)]
    [InlineData("""{"AWS":"1111"}""", false)]
    [InlineData("""{"AWS":"arn:aws-cn:iam::111122223333:root"}""", false)]
    [InlineData("""{"Federated":"not a provider"}""", false)]
    public void Who_a_trust_policy_trusts_is_looked_at(string principal, bool isRight)
    {
        var document = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":%,"Action":"sts:AssumeRole"}}""".Replace(
            "%", principal, StringComparison.Ordinal);
        Assert.Equal(isRight, PolicyGrammar.Problems(document, PolicyUse.Trust, "aws").Count == 0);
    }

    [Theory]
    [InlineData(PolicyUse.Trust, 2048)]
    [InlineData(PolicyUse.Managed, 6144)]
    [InlineData(PolicyUse.Inline, 10240)]
    [InlineData(PolicyUse.PermissionSet, 10240)]
    public void White_space_does_not_count_and_one_character_more_is_too_many(PolicyUse use, int most)
    {
        var body = use == PolicyUse.Trust
                ? """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:""" +
                    """AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"%"}}}]}"""
                : """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:""" +
                    """eu-west-1:111122223333:dbuser:db-A/%"}]}""";
        var exact = body.Replace("%", new string('x', most - body.Length + 1), StringComparison.Ordinal);
        Assert.Empty(PolicyGrammar.Problems(exact.Replace("[", "[\n     ", StringComparison.Ordinal), use, "aws"));
        Assert.Contains(
            PolicyGrammar.Problems(exact.Replace("xx", "xxx", StringComparison.Ordinal), use, "aws"),
            problem => problem.Contains("characters", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        """{"Statement":[{"Resource":["arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-A/u"],"Action":["RDS-DB:""" +
            """Connect"],"Effect":"Allow"}],"Version":"2012-10-17"}""",
        true)]
    [InlineData(
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:""" +
            """111122223333:dbuser:db-A/u"}}""",
        true)]
    [InlineData(
        """{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:""" +
            """111122223333:dbuser:db-A/u"}}""",
        false)]
    [InlineData(
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:""" +
            """111122223333:dbuser:db-A/U"}}""",
        false)]
    [InlineData(
        """{"Statement":{"Effect":"Allow","Action":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-A/u"}}""",
        false)]
    [InlineData(
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"rds-db:connect","Resource":"arn:aws:rds-db:eu-west-1:""" +
            """111122223333:dbuser:db-A/u"}}""",
        false)]
    [InlineData("no JSON", false)]
    public void Documents_are_compared_by_what_they_say(string other, bool areEqual) =>
        Assert.Equal(areEqual, PolicyComparison.AreEqual(Right, other));

    [Fact]
    public void An_account_is_its_root_and_the_order_of_conditions_and_values_means_nothing()
    {
        const string One =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":""" +
                """["111122223333","444455556666"]},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:""" +
                """ExternalId":"x","aws:PrincipalOrgID":["o-b","o-a"]},"Bool":{"aws:SecureTransport":true}}}]}""";
        const string Other =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::444455556666:root","arn:aws:""" +
                """iam::111122223333:root"]},"Action":["sts:AssumeRole"],"Condition":{"Bool":{"aws:""" +
                """securetransport":"True"},"StringEquals":{"AWS:PrincipalOrgId":["o-a","o-b"],"sts:ExternalId":"x"}}}]}""";
        Assert.True(PolicyComparison.AreEqual(One, Other));
        Assert.False(PolicyComparison.AreEqual(One, Other.Replace("\"o-b\"", "\"o-c\"", StringComparison.Ordinal)));
    }
}
