// Input of relay-compiler; what runs are the artifacts it makes of this.
import { graphql } from "relay-runtime";

export const query = graphql`
  query PlacesQuery {
    ...Places_list
  }
`;

export const list = graphql`
  fragment Places_list on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "PlacesListQuery") {
    municipalities(first: $first, after: $after) @connection(key: "Places_municipalities") {
      edges {
        node {
          code
          ...Places_place
        }
      }
    }
  }
`;

export const place = graphql`
  fragment Places_place on Municipality
  @argumentDefinitions(year: { type: "Int", defaultValue: 2015 })
  @refetchable(queryName: "PlacesPlaceQuery") {
    name
    inhabitants(year: $year)
  }
`;
