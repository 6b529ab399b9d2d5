import LambdaModel
import Testing

/// Templates as `cdk synth` writes them.
@Suite("WebSocket APIs and load balancers of CDK and CloudFormation")
struct CDKOtherAPITests {
    @Test("A WebSocketApi beside an HttpApi, each with its name")
    func webSocketAPI() throws {
        let socket = """
            "Chat1": { "Type": "AWS::ApiGatewayV2::Api", "Properties": { "Name": "Chat", "ProtocolType": "WEBSOCKET",
              "RouteSelectionExpression": "$request.body.kind" } },
            "Stage2": { "Type": "AWS::ApiGatewayV2::Stage", "Properties": { "ApiId": { "Ref": "Chat1" }, "StageName": "live" } },
            "Integration7": { "Type": "AWS::ApiGatewayV2::Integration", "Properties": { "ApiId": { "Ref": "Chat1" },
              "IntegrationType": "AWS_PROXY", "IntegrationUri": URI(Orders1A2B3C4D) } },
            "Connect": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "Chat1" },
              "AuthorizationType": "CUSTOM", "AuthorizerId": { "Ref": "Guard8" }, "RouteKey": "$connect",
              "Target": { "Fn::Join": ["", ["integrations/", { "Ref": "Integration7" }]] } } },
            "Send": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "ApiId": { "Ref": "Chat1" },
              "RouteKey": "send", "Target": { "Fn::Join": ["", ["integrations/", { "Ref": "Integration7" }]] } } },
            "Guard8": { "Type": "AWS::ApiGatewayV2::Authorizer", "Properties": { "ApiId": { "Ref": "Chat1" },
              "Name": "guard", "AuthorizerType": "REQUEST", "AuthorizerUri": URI(Auth5E6F7A8B),
              "IdentitySource": ["route.request.header.Authorization"] } },
            """
        let alone = try CDKAPITests.imported(CDKAPITests.filled(socket))
        let expected = try compact(
            #"""
            { "type": "websocket", "stage": "live", "routeSelectionExpression": "$request.body.kind",
              "authorizers": { "guard": { "type": "request", "function": "Auth5E6F7A8B",
                "identitySource": ["route.request.header.Authorization"] } },
              "routes": { "$connect": { "function": "Orders1A2B3C4D", "authorizer": "guard" },
                "send": "Orders1A2B3C4D" } }
            """#)
        #expect(alone.problems == [])
        #expect(alone.api == expected, "\(alone.notes)")
        let both = try CDKAPITests.imported(CDKAPITests.filled(CDKAPITests.http + socket))
        #expect(both.problems == [])
        #expect(both.manifest?.apis.map(\.name) == ["web", "Chat"])
        #expect(both.manifest?.apis.map(\.kind) == [.http, .websocket])
    }

    @Test("A load balancer's rules in the order of their priorities, then the listener's default action")
    func loadBalancer() throws {
        let result = try CDKAPITests.imported(
            """
            "LB1": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { "Type": "application" } },
            "LBListener2": { "Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
              "LoadBalancerArn": { "Ref": "LB1" }, "Port": 80, "Protocol": "HTTP",
              "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Target4" } }] } },
            "Rule3": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "Priority": 20,
              "ListenerArn": { "Ref": "LBListener2" },
              "Actions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Target4" } }],
              "Conditions": [{ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/b*", "/c"] } },
                { "Field": "http-request-method", "HttpRequestMethodConfig": { "Values": ["GET", "POST"] } },
                { "Field": "host-header", "HostHeaderConfig": { "Values": ["a.example"] } }] } },
            "Rule5": { "Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": { "Priority": 10,
              "ListenerArn": { "Ref": "LBListener2" },
              "Actions": [{ "Type": "authenticate-oidc", "Order": 1 },
                { "Type": "forward", "ForwardConfig": { "TargetGroups": [{ "TargetGroupArn": { "Ref": "Target6" } }] } }],
              "Conditions": [{ "Field": "path-pattern", "Values": ["/a"] }] } },
            "Target4": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": { "TargetType": "lambda",
              "TargetGroupAttributes": [{ "Key": "lambda.multi_value_headers.enabled", "Value": "true" }],
              "Targets": [{ "Id": { "Fn::GetAtt": ["Orders1A2B3C4D", "Arn"] } }] } },
            "Target6": { "Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": { "TargetType": "lambda",
              "Targets": [{ "Id": { "Fn::GetAtt": ["Auth5E6F7A8B", "Arn"] } }] } },
            """)
        #expect(result.problems == [])
        #expect(
            result.api
                == (try compact(
                    #"""
                    { "type": "alb", "multiValueHeaders": true, "routes": { "ANY /a": "Auth5E6F7A8B",
                        "GET /b*": "Orders1A2B3C4D", "POST /b*": "Orders1A2B3C4D",
                        "GET /c": "Orders1A2B3C4D", "POST /c": "Orders1A2B3C4D", "$default": "Orders1A2B3C4D" } }
                    """#)),
            "\(result.notes)")
        #expect(result.notes("Rule3: Conditions", "\"host-header\" is left out").count == 1, "\(result.notes)")
        #expect(result.notes("Rule5: Actions", "\"authenticate-oidc\" is left out").count == 1)
        let other = try CDKAPITests.imported(
            """
            "LB1": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": { "Type": "network" } },
            """)
        #expect(other.api == "none")
        #expect(other.notes("LB1", "lamdeck runs functions").count == 1)
    }
}
